"""Put the built dataset into the wheel, so that an installed package answers at once and needs no checkout."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ReleaseHook(BuildHookInterface):
    """Builds the release dataset before a wheel is packed; an editable install builds it at first use."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the packed dataset and add it to the wheel under the name that `iall_kg.dataset` looks for."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from iall_kg.build import build
        from iall_kg.content import Content
        from iall_kg.dataset import content_key, pack
        from iall_kg.load import load
        from iall_kg.serialize import to_nquads

        content = Content(root)
        target = root / "build" / "release.nq"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(pack(to_nquads(build(load(content), content).store)))
        build_data["force_include"][str(target)] = f"iall_kg/content/release-{content_key(content)}.nq"
