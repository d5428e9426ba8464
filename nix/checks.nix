# What `nix flake check` builds: the package, its tests, the linters, and a machine that runs the module.
{
  self,
  pkgs,
  nixpkgs,
}:
let
  inherit (pkgs) lib community-bot;
  inherit (pkgs.stdenv.hostPlatform) system;

  machine = nixpkgs.lib.nixosSystem {
    inherit system;
    modules = [
      self.nixosModules.default
      {
        boot.isContainer = true;
        system.stateVersion = "26.05";
        services.community-bot = {
          enable = true;
          tokenFile = "/run/secrets/discord-token";
          settings.discord.guild_id = 1;
          backup.enable = true;
        };
      }
    ];
  };
  units = machine.config.systemd.units;
in
{
  package = community-bot;

  # Without those for a browser, the documentation, and what nixpkgs lacks (votelib, pyrankvote).
  tests = community-bot.overridePythonAttrs (_: {
    pname = "community-bot-tests";
    doCheck = true;
    nativeCheckInputs = community-bot.testDependencies;
    checkPhase = ''
      python -m pytest -n auto --dist loadfile -q tests/rules tests/store
    '';
  });

  lint = pkgs.runCommand "community-bot-lint" { nativeBuildInputs = [ pkgs.ruff ]; } ''
    cd ${community-bot.src}
    ruff check --no-cache .
    ruff format --no-cache --check .
    touch $out
  '';

  # The units that the module makes are ones that systemd takes, and its settings ones that the bot takes.
  module = pkgs.runCommand "community-bot-module" { nativeBuildInputs = [ pkgs.systemd ]; } ''
    mkdir units
    cp ${units."community-bot.service".unit}/*.service ${units."community-bot-backup.service".unit}/*.service units/
    systemd-analyze security --offline=true --threshold=20 units/community-bot.service
    config=$(sed -n 's/^ExecStart=.* --config //p' units/community-bot.service)
    sed "s#/var/lib/community-bot#$PWD#" "$config" > config.toml
    DISCORD_TOKEN=none ${lib.getExe community-bot} migrate --config config.toml
    touch $out
  '';
}
