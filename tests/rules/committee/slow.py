"""The committee's rules a second time, slow and plain: a day is two ticks, and every tick is lived through.

Shares no code with `cogs.committee.rules`. Everything is numbers and words: ticks, people, seats.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

FORTNIGHT = 28


@dataclass
class Slow:
    """A motion proposed by person 1 at tick 0, and what was done to it since."""

    kind: str
    for_member: bool = False
    dismiss_stale: bool = False
    all_seats: bool = False
    veto_needs_prior_request: bool = False
    # (tick, seat, holder or None), in order
    seats: list[tuple[int, str, int | None]] = field(default_factory=list)
    # {"t": when it was done, "who", "verb", "side"}, in the order in which it became known; what was said of or
    # done by a commit has its letter as "commit", what was said on a pull request its number as "pull", and what
    # changes the link the number of the other one as "link". The first is 1
    acts: list[dict[str, Any]] = field(default_factory=list)

    def table(self, t: int) -> dict[str, int | None]:
        """Who sits where."""
        table: dict[str, int | None] = {}
        for at, seat, holder in self.seats:
            if at <= t:
                if holder is not None:
                    table = {other: None if who == holder else who for other, who in table.items()}
                table[seat] = holder
        return table

    def sits(self, who: int, t: int) -> bool:
        return who in self.table(t).values()

    def live(self, until: int) -> dict[str, Any]:
        """Live through all ticks up to `until`; the committee's own acts alone."""
        said: dict[int, dict[str, dict[str, Any]]] = {}
        # What everybody said on each pull request, also while the motion was about another one.
        pulls: dict[int, dict[int, dict[str, Any]]] = {}
        linked = 1
        if self.sits(1, 0):
            said[1] = {"here": {"t": 0, "version": 0, "choice": "approve"}}
        version, used = 0, dict.fromkeys(range(10), 0)
        # The commit that each version of the text is at.
        texts = ["a"]
        own = [act for act in self.acts if act["verb"] in ("answer", "revise")]
        for t in range(-20, until + 1):
            for who in used:
                if not self.sits(who, t - 1):
                    used[who] = 0
            if t == 0:
                used = dict.fromkeys(used, 0)
            for act in own:
                if act["t"] != t:
                    continue
                who = act["who"]
                if act["verb"] == "revise":
                    commit = act.get("commit") or texts[-1]
                    if act.get("link", linked) != linked:
                        linked, texts, commit = act["link"], ["" for _ in texts], "a"
                        for them in pulls.keys() | said.keys():
                            said.setdefault(them, {}).pop("there", None)
                            if linked in pulls.get(them, {}):
                                said[them]["there"] = pulls[them][linked]
                    best = self.best(said.get(who, {}))
                    version += 1
                    texts.append(commit)
                    used = dict.fromkeys(used, 0)
                    if best and best["choice"] == "approve":
                        best["version"] = version
                elif self.sits(who, t):
                    pull = act.get("pull", linked)
                    answer = None
                    if act["choice"] != "taken back":
                        about = [number for number, commit in enumerate(texts) if commit == act.get("commit")]
                        about = about if act.get("commit") and pull == linked else []
                        answer = {"t": t, "version": (about or [version])[-1], "choice": act["choice"]}
                    if act["side"] == "there":
                        pulls.setdefault(who, {})[pull] = answer
                    if pull == linked:
                        said.setdefault(who, {})[act["side"]] = answer
                    for kept in (pulls.get(who, {}), said.get(who, {})):
                        for key in [key for key, found in kept.items() if found is None]:
                            del kept[key]
            if t == until:
                break
            vetoed = any((self.best(sides) or {}).get("choice") == "veto" for sides in said.values())
            requested = any(
                self.sits(who, t) and best["choice"] == "request changes" and best["version"] == version
                for who, sides in said.items()
                if (best := self.best(sides))
            )
            if not vetoed and not requested:
                used = {who: ticks + 1 for who, ticks in used.items()}
        return {"said": said, "version": version, "used": used}

    def best(self, sides: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
        """The answer that counts of one person's."""
        if len(sides) == 2:
            here, there = sides["here"], sides["there"]
            if here["choice"] != there["choice"] and (here["version"], here["t"]) == (
                there["version"],
                there["t"],
            ):
                return here if here["choice"] == "veto" else there if there["choice"] == "veto" else None
            if here["version"] != there["version"]:
                return here if here["version"] > there["version"] else there
            return here if here["t"] > there["t"] else there
        return next(iter(sides.values()), None)

    def differ(self, sides: dict[str, dict[str, Any]]) -> bool:
        """Whether one person's two answers are a conflict."""
        if len(sides) < 2 or sides["here"]["choice"] == sides["there"]["choice"]:
            return False
        low, high = sorted(sides.values(), key=lambda answer: answer["version"])
        return not (low["choice"] == "request changes" and low["version"] < high["version"])

    def committee(self, t: int) -> dict[str, Any]:
        """What the committee's answers amount to at a tick."""
        life, table = self.live(t), self.table(t)
        version = life["version"]
        groups: dict[str, list[int]] = {
            "approves": [],
            "awaited": [],
            "silent": [],
            "requests": [],
            "free": [],
        }
        for who in filter(None, table.values()):
            sides = life["said"].get(who, {})
            best = self.best(sides)
            choice = best["choice"] if best else ""
            fresh = bool(best) and best["version"] == version
            if choice == "approve" and (fresh or not self.dismiss_stale):
                groups["approves"].append(who)
            elif choice == "request changes" and fresh:
                groups["requests"].append(who)
            elif choice in ("abstain", "veto"):
                pass
            elif self.kind == "minor" and not self.differ(sides) and choice != "request changes":
                groups["free"].append(who)
            else:
                groups["silent" if life["used"][who] > FORTNIGHT else "awaited"].append(who)
        base = len(table) if self.all_seats else len([who for who in table.values() if who])
        enough = len(groups["approves"]) * 3 >= base * 2 and groups["approves"]
        if any((self.best(sides) or {}).get("choice") == "veto" for sides in life["said"].values()):
            state = "escalated"
        elif groups["requests"]:
            state = "changes-requested"
        elif groups["awaited"] or not any(table.values()):
            state = "open"
        elif self.kind == "minor":
            state = "passed"
        elif self.kind in ("strategic", "charter"):
            state = "awaiting-members-vote" if enough or self.for_member else "lacks-approvals"
        else:
            state = "passed" if enough else "lacks-approvals"
        return {"state": state, "life": life, **groups}

    def members(self) -> tuple[str, int | None]:
        """How far the members' vote got, and when it was opened."""
        stage, opened = "none", None
        for act in self.acts:
            if act["verb"] == "open":
                stage, opened = "open", act["t"]
            elif act["verb"] == "decide":
                stage = act["outcome"]
        return stage, opened

    def ended(self) -> dict[str, Any] | None:
        return next((act for act in self.acts if act["verb"] in ("withdraw", "record")), None)

    def status(self, now: int) -> dict[str, Any]:
        """How the motion stands."""
        stage, opened = self.members()
        end = self.ended()
        until = opened if stage in ("open", "passed", "failed") else end["t"] if end else now
        assert until is not None
        found = self.committee(until)
        decision = {"passed": "passed", "failed": "rejected"}.get(stage, found["state"])
        if stage == "open":
            decision = next(act["was"] for act in reversed(self.acts) if act["verb"] == "open")
        if end is not None and end["verb"] == "record":
            decision = end["was"]
        state = decision if end is None else {"withdraw": "withdrawn", "record": "recorded"}[end["verb"]]
        seats = self.table(until)
        life = found["life"]
        doubtful = found["silent"] or any(
            self.differ(life["said"].get(who, {}))
            or (self.best(life["said"].get(who, {})) or {"version": life["version"]})["version"]
            < life["version"]
            for who in filter(None, seats.values())
        )
        by_all = (
            decision in ("passed", "lacks-approvals", "rejected") and self.kind != "minor" and not doubtful
        )
        everybody = self.kind != "minor" and 0 < len(seats) == len(found["approves"])
        return {
            **found,
            "state": state,
            "decision": decision,
            "settled": stage in ("passed", "failed") or by_all,
            "consensus": everybody and found["state"] in ("passed", "awaiting-members-vote"),
        }

    def linked(self) -> int:
        """The pull request that the motion is about by now."""
        return next((act["link"] for act in reversed(self.acts) if "link" in act), 1)

    def head(self, t: int) -> str:
        """The commit that was pushed last; empty when that was after a tick, so that none can follow it then."""
        pushed = [act for act in self.acts if act["verb"] == "revise" and ("commit" in act or "link" in act)]
        return "" if any(act["t"] > t for act in pushed) else pushed[-1].get("commit", "a") if pushed else "a"

    def do(self, act: dict[str, Any], now: int) -> None:
        """Do it; with what it ends or hands over as it stands now."""
        self.acts.append(
            act | {"was": self.status(now)["decision"]} if act["verb"] in ("open", "record") else act
        )

    def may(self, act: dict[str, Any], now: int) -> bool:
        """Whether an act is possible now."""
        status = self.status(now)
        stage, _ = self.members()
        who, verb = act["who"], act["verb"]
        here = act.get("side", "here") == "here"
        if self.ended():
            return False
        if verb == "decide":
            return stage == "open" and (who == 0 or self.sits(who, now))
        if stage == "open" or (stage in ("passed", "failed") and verb != "record"):
            return False
        if verb == "revise" and not here:
            return act not in self.acts
        by_the_bot = verb in ("open", "record") and who == 0
        if not by_the_bot and not self.sits(who, act["t"]):
            return False
        leaderless = not self.sits(1, now)
        if verb == "open":
            return status["decision"] in ("escalated", "awaiting-members-vote")
        if verb == "record":
            decided = status["decision"] in ("passed", "lacks-approvals", "rejected")
            return decided and (who != 0 or status["settled"])
        if verb == "withdraw":
            return who == 1 or leaderless
        if verb == "revise":
            return who == 1 or leaderless or who in status["approves"]
        return self._may_answer(act, status, here)

    def _may_answer(self, act: dict[str, Any], status: dict[str, Any], here: bool) -> bool:
        who, choice = act["who"], act["choice"]
        sides = status["life"]["said"].get(who, {})
        if not here:
            return act not in self.acts and (choice != "taken back" or "there" in sides)
        best = self.best(sides)
        if who == 1 and choice in ("request changes", "veto"):
            return False
        if self.kind == "minor" and choice in ("approve", "abstain"):
            objects = who in status["requests"] + status["awaited"] or (best and best["choice"] == "veto")
            if not objects:
                return False
        asked = any(
            past["verb"] == "answer" and past["who"] == who and past["choice"] == "request changes"
            for past in self.acts
        )
        if choice == "veto" and self.veto_needs_prior_request and not asked:
            return False
        again = best and best["choice"] == choice and best["version"] == status["life"]["version"]
        return not (again and not self.differ(sides) and best is sides.get("here"))
