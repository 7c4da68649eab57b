"""Where guides are found: files of a person, folders such as a workspace's `guides/`, and those that ship with b2b."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from b2b import resources
from b2b.edi.guides import against
from b2b.edi.guides.guide import Guide
from b2b.edi.guides.load import Find, guide_in, read_guide
from b2b.errors import NotFound, Unreadable

_ENDING = ".toml"


def shipped() -> Path:
    """The folder of the guides that ship with b2b."""
    return resources.path("schemas", "guides")


@dataclass(frozen=True, slots=True)
class Shelved:
    """A guide that was found, and its file."""

    guide: Guide
    file: Path

    def sample(self, set_id: str) -> Path | None:
        """The sample of a set that lies beside the guide: `samples/NAME-850.edi`."""
        file = self.file.parent / "samples" / f"{self.guide.name}-{set_id}.edi"
        return file if file.is_file() else None


def finder(folders: Sequence[Path] = ()) -> Find:
    """Finds the text of a guide by its name: in the folders, in their order, then among the shipped ones."""

    def find(name: str) -> str:
        for folder in (*folders, shipped()):
            try:
                return guide_in(folder)(name)
            except NotFound:
                continue
        searched = ", ".join(map(str, (*folders, "schemas/guides")))
        raise NotFound(f"there is no guide {name!r}", where=searched, next_step="b2b edi guide list")

    return find


def open_guide(name: str, folders: Sequence[Path] = ()) -> Shelved:
    """A guide by its name, or by its file (`x.toml`, `./x`), whose bases may lie beside it; held against its release.

    Errors: NotFound, Unreadable, ConfigError.
    """
    if name.endswith(_ENDING) or "/" in name:
        return read_file(Path(name), folders)
    find = finder(folders)
    guide = read_guide(find(name), f"guide {name}", find)
    against.require(guide)
    where = next(folder for folder in (*folders, shipped()) if (folder / f"{name}{_ENDING}").is_file())
    return Shelved(guide, where / f"{name}{_ENDING}")


def read_file(file: Path, folders: Sequence[Path] = ()) -> Shelved:
    """The guide of a file. Errors: as `open_guide`."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        what = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror or "cannot be read"
        raise Unreadable(what, where=str(file), next_step="name a guide's TOML file, or a guide by its name") from error
    guide = read_guide(text, str(file), finder((file.parent, *folders)))
    against.require(guide)
    return Shelved(guide, file)


def files(folders: Sequence[Path] = ()) -> Iterator[Path]:
    """The files of all guides, those in the folders first; a name that was there before is left out."""
    seen: set[str] = set()
    for folder in (*folders, shipped()):
        for file in sorted(folder.glob(f"*{_ENDING}"), key=lambda file: file.stem):
            if file.stem not in seen:
                seen.add(file.stem)
                yield file
