"""The pages say what the code does: a page that has fallen behind is a failing test, not a surprise to a newcomer."""

import dataclasses
import re
from pathlib import Path

from registry.cli import COMMANDS
from registry.domain.collateral import CLASSES
from registry.domain.rules import CATALOGUE
from registry.settings import LogSettings, Settings

TOP = Path(__file__).parents[2]
PAGES = [*TOP.glob("*.md"), *(TOP / "docs").glob("*.md")]


def commands(page: Path) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return [line.partition(" #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def test_both_readmes_tell_a_newcomer_to_type_the_same():
    chinese, english = commands(TOP / "README.zh.md"), commands(TOP / "README.md")
    assert chinese
    assert chinese == english


def test_every_command_is_explained_on_some_page():
    said = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    missing = [command for command in COMMANDS if f"registry {command}" not in said and f"make {command}" not in said]
    assert not missing, f"no page names {missing}"


def test_every_setting_is_explained_to_operators():
    said = (TOP / "docs" / "operator.md").read_text(encoding="utf-8")
    settings = (*dataclasses.fields(Settings), *dataclasses.fields(LogSettings))
    missing = [field.name for field in settings if f"REGISTRY_{field.name.upper()}" not in said]
    assert not missing, f"docs/operator.md does not name {missing}"


def test_the_picture_of_the_house_shows_every_room():
    picture = (TOP / "docs" / "house.svg").read_text(encoding="utf-8")
    rooms = [
        path.name
        for path in (TOP / "registry").iterdir()
        if path.suffix == ".py" or (path.is_dir() and not path.name.startswith("_"))
    ]
    missing = [room for room in rooms if not room.startswith("_") and f">{room}<" not in picture]
    assert not missing, f"docs/house.svg does not show {missing}"


def test_the_page_of_the_law_names_every_rule_and_every_kind():
    said = (TOP / "docs" / "law.md").read_text(encoding="utf-8")
    named = [rule.code for rule in CATALOGUE.values()] + list(CLASSES)
    missing = [name for name in named if f"`{name}`" not in said]
    assert not missing, f"docs/law.md does not name {missing}: run `registry spec`"


def test_no_page_points_at_what_is_not_there():
    dead = [
        f"{page.name}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert not dead, dead


def test_every_test_that_a_page_names_is_there():
    said = (TOP / "tests" / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", said)
    assert len(named) > 20
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not (TOP / path).exists() or (name and f"class {name}:" not in (TOP / path).read_text(encoding="utf-8"))
    ]
    assert not missing, f"tests/README.md names {missing}"
