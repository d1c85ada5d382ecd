"""Put into the package what is made, not written: the dataset in a wheel, and the SPARQL editor from npm."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ReleaseHook(BuildHookInterface):
    """Builds the release dataset before a wheel is packed, and fetches the editor before any installation."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the files and add them to the wheel; an editable install builds the dataset at first use."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        sys.path[:0] = [str(root / "src"), str(root / "web")]
        from fetch_editor import fetch_editor, vendored

        failure = fetch_editor(root)
        if failure:
            self.app.display_warning(f"Without its editor from npm, the SPARQL page has a plain field. {failure}")
        if version == "editable":
            return
        build_data["force_include"].update({str(f): f"iall_kg/static/vendor/{f.name}" for f in vendored(root)})
        target, name = _pack_release(root)
        build_data["force_include"][str(target)] = f"iall_kg/content/{name}"


def _pack_release(root: Path) -> tuple[Path, str]:
    """Write the packed dataset; return it with the name that `iall_kg.dataset` looks for."""
    from iall_kg.build import build
    from iall_kg.content import Content
    from iall_kg.dataset import content_key, pack
    from iall_kg.load import load
    from iall_kg.serialize import to_nquads

    content = Content(root)
    target = root / "build" / "release.nq"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(pack(to_nquads(build(load(content), content).store)))
    return target, f"release-{content_key(content)}.nq"
