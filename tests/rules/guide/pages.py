"""Small guides for tests: pages written as the site's repository has them."""

from __future__ import annotations

from cogs.guide.matching.engine import GuideIndex
from cogs.guide.model import Guide
from cogs.guide.pages.reader import read_guide

SOFTWARE = "content/neuromorphic-computing/software"
HARDWARE = "content/neuromorphic-computing/hardware"


def library(slug: str, body: str = "", **front: str) -> dict[str, str]:
    """One software page; keyword arguments are front matter lines, and win over the usual ones."""
    usual = {
        "title": slug.title(), "type": "neuromorphic-software", "description": "Does something.",
        "category": "snn-framework", "language": "Python", "license": "MIT", "field_of_application": "Machine Learning",
        "maintainer": "Ada", "source_code": f"https://example.org/{slug}", "dependencies": "Numpy",
        "supports_hardware": "false", "supports_NIR": "false", "draft": "false",
        "url": f"/neuromorphic-computing/software/snn-frameworks/{slug}/",
    } | front  # fmt: skip
    lines = "\n".join(f"{key}: {value}" for key, value in usual.items())
    return {f"{SOFTWARE}/{slug}/index.md": f"---\n{lines}\n---\n\n## Overview\n{body}\n"}


def chip(slug: str, body: str = "", *, name: str, software: str = "null") -> dict[str, str]:
    """One hardware page."""
    front = (
        f"title: {name} - Maker\nproduct_name: {name}\ndescription: A chip.\norganization:\n  org_name: Maker\n"
        f"product:\n  chip_type: Digital\n  neurons: 1M\n  software: {software}\n  status:\n    released: soon"
    )
    return {f"{HARDWARE}/{slug}/index.md": f"---\n{front}\n---\n{body}\n"}


def small_files() -> dict[str, str]:
    """A guide of a few pages that touches every kind of need."""
    return {
        **library("jaxlib", "Trains with surrogate gradients on TPUs.", title="SpikeJax", dependencies="JAX, Haiku",
                  description="Spiking neural networks on JAX."),
        **library("torchy", "Conversion of ANNs to SNNs. Deploys to hardware.", title="Torchy", license="AGPL-3.0",
                  dependencies="PyTorch", supports_NIR="true", supports_hardware="true",
                  description="Spiking neural networks on PyTorch."),
        **library("nest", "Large-scale simulations of spiking neural networks. Uses MPI for clusters.", title="NEST",
                  language="C++", license="GPL-2.0", dependencies="null", field_of_application="Neuroscience"),
        **library("eventtool", "Reads `.aedat4` and `.csv` files of event cameras.", title="EventTool",
                  category="data-tool", language="'Python, Rust'", field_of_application="Data Processing",
                  description="Loads event camera recordings."),
        **library("plain", "A small simulator.", title="PlainSim", license="unknown", dependencies="null"),
        **chip("bigchip", name="BigChip", software="Torchy"),
        **chip("lonely", name="LonelyChip"),
    }  # fmt: skip


def small_guide() -> Guide:
    """The small guide, read."""
    return read_guide(small_files())[0]


def small_index() -> GuideIndex:
    """The small guide, indexed."""
    return GuideIndex(small_guide())
