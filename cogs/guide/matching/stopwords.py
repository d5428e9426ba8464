"""Words that say nothing about which library is meant: grammar, politeness, words for software itself."""

from __future__ import annotations

from cogs.guide.matching.words import stem

_WORDS = """
a about above actually after again all also am an and any anybody anyone anything are around as ask
asking at back be because been before being below best better between big both but by bit can cannot
care cheers come could curious currently did do does doing done dont down each easily else ever
every exactly existing few find first folks for from full get getting give go going good got great
guys had has have having he hello help her here hey hi him his hope how i if im in instead into is
it its just keep kind know last least less let like little ll look looking lot lots made make many
may maybe me mean might mine mod mods more most much must my name need needed needs never new nice
no not now of off often ok on once one ones only or other our out over own people please pls
possible pretty put quick quickly quite question rather re real really recommend recommended
recommendation right s same say see seems sir should since so some somebody someone something sort
sorry still stuff such suggest suggestion sure t take team than thank thanks that the their them
then there these they thing things think this those though through thx to today too tried try trying
two u under until up us use used useful user using usually ve very via want wanted wants was way we
well were what when where whether which while who whole whose why will wish with within without
wondering work working works would yes yet you your yours idea option options exist exists available
alternative library libraries lib libs tool tools toolkit toolbox package packages framework
frameworks software sdk program programme project code guide list listed open source free support
supports supported supporting provide provides include includes including various different several
allow allows enable enables feature features application applications based
"""

STOP_STEMS = frozenset(stem(word) for word in _WORDS.split())
"""Stems that the lexical index and the coverage gate pass over."""
