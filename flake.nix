{
  description = "The community bot of Open Neuromorphic";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";

  outputs =
    { self, nixpkgs }:
    let
      inherit (nixpkgs) lib;
      systems = [
        "x86_64-linux"
        "aarch64-linux"
      ];
      each = make: lib.genAttrs systems (system: make (pkgsOf system));
      pkgsOf =
        system:
        import nixpkgs {
          inherit system;
          overlays = [ self.overlays.default ];
        };
    in
    {
      overlays.default = final: _: {
        community-bot = final.callPackage ./nix/package.nix { };
      };

      nixosModules.default = import ./nix/module.nix self;

      packages = each (pkgs: {
        default = pkgs.community-bot;
        image = pkgs.callPackage ./nix/image.nix { };
      });

      apps = each (
        pkgs:
        let
          program = lib.getExe pkgs.community-bot;
          demo = pkgs.writeShellScript "community-bot-demo" ''exec ${program} demo "$@"'';
          app = path: description: {
            type = "app";
            program = "${path}";
            meta = { inherit description; };
          };
        in
        {
          default = app demo "The bot in a Discord on this machine; no token needed";
          community-bot = app program "The command line of the bot";
        }
      );

      checks = each (pkgs: import ./nix/checks.nix { inherit self pkgs nixpkgs; });

      devShells = each (pkgs: {
        default = pkgs.mkShell {
          packages = [
            (pkgs.community-bot.python.withPackages (_: pkgs.community-bot.testDependencies))
            pkgs.gnumake
            pkgs.ruff
            pkgs.chromium
          ];
        };
      });

      formatter = each (pkgs: pkgs.nixfmt);
    };
}
