"""Licences as pages write them, brought to SPDX identifiers and families."""

from __future__ import annotations

import re

from cogs.guide.model import Licence, LicenceFamily

_SPDX = {
    LicenceFamily.PERMISSIVE: (
        "MIT", "MIT-0", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSD-3-Clause-Clear", "ISC", "Zlib",
        "BSL-1.0", "0BSD", "Unlicense", "CC0-1.0", "PSF-2.0", "Python-2.0",
    ),
    LicenceFamily.WEAK_COPYLEFT: (
        "LGPL-2.0", "LGPL-2.0-only", "LGPL-2.0-or-later", "LGPL-2.1", "LGPL-2.1-only", "LGPL-2.1-or-later",
        "LGPL-3.0", "LGPL-3.0-only", "LGPL-3.0-or-later", "MPL-2.0", "EPL-1.0", "EPL-2.0", "CDDL-1.0",
        "EUPL-1.2", "CECILL-C",
    ),
    LicenceFamily.COPYLEFT: (
        "GPL-2.0", "GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0", "GPL-3.0-only", "GPL-3.0-or-later",
        "AGPL-3.0", "AGPL-3.0-only", "AGPL-3.0-or-later", "CECILL-2.1",
    ),
}  # fmt: skip

_OTHER_SPELLINGS = {
    "apache": "Apache-2.0", "apache2": "Apache-2.0", "apachelicense20": "Apache-2.0", "asl20":
    "Apache-2.0", "apachelicenseversion20": "Apache-2.0", "apachev2": "Apache-2.0", "mitlicense": "MIT",
    "themitlicense": "MIT", "expat": "MIT", "bsd3": "BSD-3-Clause", "newbsd": "BSD-3-Clause",
    "modifiedbsd": "BSD-3-Clause", "3clausebsd": "BSD-3-Clause", "bsd2": "BSD-2-Clause", "2clausebsd":
    "BSD-2-Clause", "simplifiedbsd": "BSD-2-Clause", "gplv2": "GPL-2.0", "gpl2": "GPL-2.0", "gplv3":
    "GPL-3.0", "gpl3": "GPL-3.0", "gnugplv3": "GPL-3.0", "gnugplv2": "GPL-2.0", "gpl3+":
    "GPL-3.0-or-later", "gplv3+": "GPL-3.0-or-later", "gpl2+": "GPL-2.0-or-later", "gplv2+":
    "GPL-2.0-or-later", "lgplv2": "LGPL-2.0", "lgpl2": "LGPL-2.0", "lgplv21": "LGPL-2.1", "lgpl21":
    "LGPL-2.1", "lgplv3": "LGPL-3.0", "lgpl3": "LGPL-3.0", "agplv3": "AGPL-3.0", "agpl3": "AGPL-3.0",
    "mpl2": "MPL-2.0", "mozilla20": "MPL-2.0",
}  # fmt: skip


def _key(text: str) -> str:
    return re.sub(r"[^a-z0-9+]", "", text.lower())


_BY_KEY = {_key(spdx): (spdx, family) for family, ids in _SPDX.items() for spdx in ids}
_FAMILY = {spdx: family for family, ids in _SPDX.items() for spdx in ids}
_NOT_KNOWN = {"unknown", "none", "na", "unlicensed", "tbd", "notstated", "unspecified"}


def read_licence(text: str) -> Licence:
    """A licence from a page's own words, e.g. ``Apache 2.0`` -> Apache-2.0, permissive.

    Identifiers follow the SPDX licence list. Words that name no known licence become family
    ``custom`` (``unknown`` when they say so), and nothing is guessed.
    """
    key = _key(text)
    if key in _NOT_KNOWN:
        return Licence(text, None, LicenceFamily.UNKNOWN)
    if key in _BY_KEY:
        spdx, family = _BY_KEY[key]
        return Licence(text, spdx, family)
    if key in _OTHER_SPELLINGS:
        spdx = _OTHER_SPELLINGS[key]
        return Licence(text, spdx, _FAMILY[spdx])
    return Licence(text, None, LicenceFamily.CUSTOM)
