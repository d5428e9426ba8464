"""The running cogs of one connection: started, stopped, loaded anew and told of their settings.

A cog that fails, wherever it fails, is reported and contained; the others run on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from bot.cog import CommunityCog, Intents, find, reimport
from bot.errors import CogError, UserError, new_reference
from bot.overrides import Overrides

if TYPE_CHECKING:
    from bot.client import CommunityBot

log = logging.getLogger(__name__)

# A cog that does not come up by then is reported, and the others go on.
START_SECONDS = 30.0
STOP_SECONDS = 2.0


class CogRunner:
    """Starts and stops the cogs of `bot`, one after another."""

    def __init__(self, bot: CommunityBot) -> None:
        self._bot = bot
        self._turn = asyncio.Lock()

    def running(self) -> dict[str, CommunityCog[Any]]:
        """Return the running cogs by key, in the order in which they were started."""
        return {cog.key: cog for cog in self._bot.cogs.values() if isinstance(cog, CommunityCog)}

    def ask(self, name: str) -> CommunityCog[Any]:
        """Return the cog `name` to be asked what it stores about people, whether it runs or not.

        One that does not run is made with its settings, and not started; with default settings if those do
        not fit. Raises `CogError` when it cannot be found, and whatever making it raises.
        """
        running = self.running().get(name)
        if running is not None:
            return running
        cog_class = find(name)
        try:
            settings = self._bot.overrides.adopt(name, cog_class.settings_model)
        except CogError:
            # People are answered also while somebody mends the configuration.
            settings = cog_class.settings_model()
        return cog_class(self._bot, settings)

    async def stop_all(self) -> None:
        """Stop every cog, the last one first."""
        for name in reversed(list(self.running())):
            await self.stop(name)

    async def start(self, name: str) -> None:
        """Load and start the cog `name`; commands are synced by the caller.

        Raises `CogError` when it cannot be found or does not start; nothing of it is left behind then.
        """
        async with self._turn:
            if name in self.running():
                raise CogError(f"the cog {name} is already running")
            cog_class = find(name)
            settings = self._bot.overrides.adopt(name, cog_class.settings_model)
            cog: CommunityCog[Any] | None = None
            try:
                cog = cog_class(self._bot, settings)
                async with asyncio.timeout(START_SECONDS):
                    await self._bot.add_cog(cog)
                    await cog.start()
            except Exception as error:
                reference = new_reference()
                log.exception("the cog %s does not start", name, extra={"fields": {"ref": reference}})
                if cog is not None:
                    await self._take_away(cog)
                raise CogError(
                    f"it does not start ({type(error).__name__}, reference {reference})"
                ) from error
            self._bot.health.good(f"cog.{name}", "running")

    async def stop(self, name: str) -> None:
        """Stop the cog `name` and take its commands, sweeps and health away; harmless when it does not run.

        A cog that fails to stop is taken away all the same, and its failure logged.
        """
        async with self._turn:
            cog = self.running().get(name)
            if cog is not None:
                await self._take_away(cog)
                self._bot.health.forget(f"cog.{name}")

    async def reload(self, name: str) -> None:
        """Stop the cog `name` and start it from its source as it is now.

        Raises `CogError`: when the source cannot be imported, the cog runs on as it was; when it does not
        start, it is stopped.
        """
        reimport(name)
        await self.stop(name)
        await self.start(name)

    async def _take_away(self, cog: CommunityCog[Any]) -> None:
        self._bot.sweeps.cancel_all(cog.key)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await cog.stop()
        except Exception:
            log.exception("the cog %s did not stop cleanly", cog.key)
        finally:
            # By identity: a cog that was refused because of its name must not take the other one away.
            if self._bot.get_cog(cog.qualified_name) is cog:
                await self._bot.remove_cog(cog.qualified_name)
        await self._bot.sweeps.end(cog.key)
        self._bot.health.forget(cog.key)

    async def change_setting(self, cog: str, key: str, value: Any, by: int) -> None:
        """Store a run-time setting and let the running cog act on it. Raises `UserError` when refused."""
        await self._apply(cog, key, await self._bot.overrides.set(cog, key, value, by))

    async def reset_setting(self, cog: str, key: str) -> None:
        """Forget a run-time setting and let the running cog act on it. Raises `UserError` when unset."""
        await self._apply(cog, key, await self._bot.overrides.reset(cog, key))

    async def _apply(self, name: str, key: str, settings: Any) -> None:
        self._bot.health.forget(f"settings.{name}.{key}")
        cog = self.running().get(name)
        if cog is None:
            return
        cog.settings = settings
        try:
            await cog.settings_changed()
        except Exception as error:
            reference = new_reference()
            log.exception("%s cannot act on its settings", name, extra={"fields": {"ref": reference}})
            raise UserError(
                f"{name}.{key} is changed, but {name} could not act on it (reference {reference}).",
                "Change it again, or reload the job.",
            ) from error
        finally:
            self._bot.check_intents()


def intents_of(overrides: Overrides, cogs: Iterable[str]) -> Intents:
    """Return the gateway intents that `cogs` need with the settings in force.

    A cog that cannot tell needs none: it will not start either, and is reported then.
    """
    needed = Intents()
    for name in cogs:
        try:
            cog = find(name)
            needed |= cog.intents(overrides.adopt(name, cog.settings_model))
        except Exception as error:
            log.warning("the cog %s does not say which intents it needs: %s", name, error)
    return needed
