# The bot, with the local Discord that the demo and the tests stand on.
{
  lib,
  callPackage,
}:
let
  python = callPackage ./python.nix { };
  packages = python.pkgs;

  # The least versions of pyproject.toml that nixpkgs may be too old for: a sentence instead of a failing build.
  least = {
    aiohttp = "3.12";
    aiosqlite = "0.21";
    apscheduler = "3.11";
    click = "8.2";
    cryptography = "46";
    feedparser = "6.0.12";
    matplotlib = "3.10";
    prometheus-client = "0.22";
    pydantic = "2.11";
    pyyaml = "6.0.2";
    tomli-w = "1.2";
    tzdata = "2025.2";
  };
  tooOld = lib.filterAttrs (name: version: lib.versionOlder packages.${name}.version version) least;
  complaints = lib.mapAttrsToList (
    name: version: "${name} is ${packages.${name}.version} and has to be ${version} or newer"
  ) tooOld;

  testDependencies = with packages; [
    hypothesis
    jsonschema
    psutil
    pytest
    pytest-asyncio
    pytest-rerunfailures
    pytest-timeout
    pytest-xdist
  ];
in
lib.throwIf (tooOld != { })
  "nixpkgs is too old for the bot: ${lib.concatStringsSep "; " complaints}. Take a newer input (nix flake update)."
  (
    packages.buildPythonApplication {
      pname = "community-bot";
      inherit ((lib.importTOML ../pyproject.toml).project) version;
      pyproject = true;

      # What is built, tested or read by a test: an edited README builds nothing anew.
      src = lib.fileset.toSource {
        root = ../.;
        fileset = lib.fileset.unions [
          ../bot
          ../cogs
          ../migrations
          ../tests
          ../pyproject.toml
          ../LICENSE
          ../README.md
          ../config.example.toml
        ];
      };

      build-system = [ packages.setuptools ];
      dependencies = map (name: packages.${name}) (lib.attrNames least) ++ [
        packages.discordpy
        packages.simcord
      ];

      # checks.tests runs them: a server that only runs the bot does not wait for that.
      doCheck = false;
      pythonImportsCheck = [
        "bot.cli"
        "bot.local_discord"
      ];

      passthru = { inherit python testDependencies; };

      meta = {
        description = "The community bot of Open Neuromorphic: welcome, software guide, announcements, elections";
        license = lib.licenses.mit;
        mainProgram = "community-bot";
        platforms = lib.platforms.linux;
      };
    }
  )
