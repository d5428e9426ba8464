# services.community-bot: the bot under systemd. The settings are config.toml's; docs/install.md has an example.
self:
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.services.community-bot;
  toml = pkgs.formats.toml { };
  # Without what is null: TOML knows no such value.
  present = lib.filterAttrsRecursive (_: value: value != null) cfg.settings;
  file = toml.generate "community-bot.toml" present;
  bot = verb: "${lib.getExe cfg.package} ${verb} --config ${file}";
  folder = "/var/lib/community-bot";

  # As docs/systemd/community-bot.service: tests/docs/test_nix.py compares the two.
  hardening = {
    CapabilityBoundingSet = "";
    DevicePolicy = "closed";
    LockPersonality = true;
    MemoryDenyWriteExecute = true;
    NoNewPrivileges = true;
    PrivateDevices = true;
    PrivateTmp = true;
    PrivateUsers = true;
    ProtectClock = true;
    ProtectControlGroups = true;
    ProtectHome = true;
    ProtectHostname = true;
    ProtectKernelLogs = true;
    ProtectKernelModules = true;
    ProtectKernelTunables = true;
    ProtectProc = "invisible";
    ProtectSystem = "strict";
    RemoveIPC = true;
    RestrictAddressFamilies = "AF_INET AF_INET6 AF_UNIX";
    RestrictNamespaces = true;
    RestrictRealtime = true;
    RestrictSUIDSGID = true;
    SystemCallArchitectures = "native";
    SystemCallFilter = [
      "@system-service"
      "~@privileged @resources"
    ];
    SystemCallErrorNumber = "EPERM";
    UMask = "0077";
    DynamicUser = true;
    StateDirectory = "community-bot";
    StateDirectoryMode = "0700";
    WorkingDirectory = folder;
  };
in
{
  options.services.community-bot = {
    enable = lib.mkEnableOption "the community bot of Open Neuromorphic";

    package = lib.mkOption {
      type = lib.types.package;
      default = self.packages.${pkgs.stdenv.hostPlatform.system}.default;
      defaultText = lib.literalExpression "the package of the flake";
      description = "The bot to run.";
    };

    tokenFile = lib.mkOption {
      type = lib.types.str;
      example = "/run/secrets/discord-token";
      description = ''
        A file that holds the bot's token and nothing else. root reads it, and hands it to this service alone. A path
        of the Nix store would be readable for everybody, and is refused.
      '';
    };

    settings = lib.mkOption {
      description = "What config.toml holds (config.example.toml has every key). It is readable for everybody.";
      example = {
        discord.guild_id = 123456789012345678;
        cogs.enabled = [
          "guide"
          "welcome"
        ];
      };
      type = lib.types.submodule {
        freeformType = toml.type;
        options = {
          discord.guild_id = lib.mkOption {
            type = lib.types.ints.positive;
            example = 123456789012345678;
            description = "The server that the bot serves.";
          };
          discord.moderator_channel = lib.mkOption {
            type = lib.types.nullOr lib.types.ints.positive;
            default = null;
            description = "The channel where moderators are told what does not work.";
          };
          database.path = lib.mkOption {
            type = lib.types.str;
            default = "${folder}/community.sqlite3";
            description = "The one file that holds everything the bot knows.";
          };
          cogs.enabled = lib.mkOption {
            type = lib.types.listOf lib.types.str;
            default = [ "guide" ];
            description = "The jobs of the bot.";
          };
        };
      };
    };

    backup = {
      enable = lib.mkEnableOption "a backup by a timer, for those who do not let the bot do it (settings.backup)";
      schedule = lib.mkOption {
        type = lib.types.str;
        default = "daily";
        description = "When, as in systemd.time(7).";
      };
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = !lib.hasPrefix builtins.storeDir cfg.tokenFile;
        message = "services.community-bot.tokenFile is in the Nix store, which everybody reads: name a file outside.";
      }
      {
        assertion = !(cfg.backup.enable && cfg.settings ? backup && cfg.settings.backup ? folder);
        message = "services.community-bot: back up by settings.backup or by backup.enable, not by both.";
      }
    ];

    environment.systemPackages = [ cfg.package ];

    systemd.services.community-bot = {
      description = "Community bot of Open Neuromorphic";
      wantedBy = [ "multi-user.target" ];
      wants = [ "network-online.target" ];
      after = [ "network-online.target" ];
      # Each start identifies with Discord, which allows 1,000 a day.
      startLimitIntervalSec = 86400;
      startLimitBurst = 300;
      environment = {
        PYTHONUNBUFFERED = "1";
        MPLCONFIGDIR = "/run/community-bot";
      };
      serviceConfig = hardening // {
        Type = "notify";
        ExecStart = bot "run";
        TimeoutStartSec = 90;
        WatchdogSec = 60;
        TimeoutStopSec = 20;
        Restart = "on-failure";
        RestartSec = 10;
        RestartPreventExitStatus = 2;
        LoadCredential = "discord-token:${cfg.tokenFile}";
        RuntimeDirectory = "community-bot";
      };
    };

    systemd.services.community-bot-backup = lib.mkIf cfg.backup.enable {
      description = "Backup of the community bot's database";
      serviceConfig = hardening // {
        Type = "oneshot";
        # The same account as the bot's: the two share a StateDirectory.
        User = "community-bot";
      };
      script = ''
        mkdir -p ${folder}/backups
        ${bot "backup"} ${folder}/backups/community-$(date -u +%Y%m%dT%H%M%SZ).sqlite3
        # Four weeks, as PRIVACY.md says.
        find ${folder}/backups -name 'community-*.sqlite3' -mtime +28 -delete
      '';
    };

    systemd.timers.community-bot-backup = lib.mkIf cfg.backup.enable {
      wantedBy = [ "timers.target" ];
      timerConfig = {
        OnCalendar = cfg.backup.schedule;
        Persistent = true;
      };
    };
  };
}
