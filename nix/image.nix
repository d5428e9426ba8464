# An image for Docker or Podman: `nix build .#image`, then `docker load < result`. Its volume is /var/lib/community-bot,
# with config.toml in it; the token is the file /run/secrets/discord-token.
{
  lib,
  dockerTools,
  cacert,
  community-bot,
}:
let
  folder = "/var/lib/community-bot";
  program = lib.getExe community-bot;
in
dockerTools.buildLayeredImage {
  name = "community-bot";
  tag = community-bot.version;
  contents = [ cacert ];
  fakeRootCommands = ''
    mkdir -p .${folder} tmp
    chown 10001:10001 .${folder}
    chmod 1777 tmp
  '';
  config = {
    User = "10001:10001";
    WorkingDir = folder;
    Volumes.${folder} = { };
    Env = [
      "CREDENTIALS_DIRECTORY=/run/secrets"
      "MPLCONFIGDIR=/tmp"
    ];
    Entrypoint = [ program ];
    Cmd = [
      "run"
      "--config"
      "${folder}/config.toml"
    ];
    Healthcheck = {
      Test = [
        "CMD"
        program
        "health"
        "--live"
        "--config"
        "${folder}/config.toml"
      ];
      Interval = 60 * 1000 * 1000 * 1000;
    };
  };
}
