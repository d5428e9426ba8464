# nixpkgs' Python packages, with those that it lacks or has in an older version. Versions and hashes are those of
# requirements.lock and requirements-local.lock: tests/docs/test_nix.py compares them.
{ python3, fetchPypi }:
let
  python = python3.override {
    # So that packages find each other in this set, and not in nixpkgs'.
    self = python;
    inherit packageOverrides;
  };

  packageOverrides = final: previous: {
    # Only this package takes it: the bot speaks to nobody, so what voice needs is left out.
    discordpy = (previous.discordpy.override { withVoice = false; }).overridePythonAttrs (_: rec {
      version = "2.7.1";
      src = fetchPypi {
        pname = "discord_py";
        inherit version;
        hash = "sha256-JNXmpFU1FS5LmBSKnda1UNJdwsn7QbbWcDGUEWQSSdo=";
      };
      # Those of nixpkgs are made for the version that it has.
      patches = [ ];
    });

    simcord = final.buildPythonPackage rec {
      pname = "simcord";
      version = "3.2.1";
      format = "wheel";
      src = fetchPypi {
        inherit pname version;
        format = "wheel";
        dist = "py3";
        python = "py3";
        hash = "sha256-j+X4nlFCOrXr3qLjyn55wO0kdZ3hhKPJjDdttxCPW/M=";
      };
      dependencies = [ final.discordpy ];
      # discord.py warns on import, and that is no failure.
      pythonImportsCheck = [ "simcord" ];
    };
  };
in
python
