"""The taxonomy file: complete, and refused where it is not."""

import pytest

from rmfeedback.insights.refusals import FileUnreadable
from rmfeedback.insights.taxonomy import SHIPPED, Taxonomy


def test_the_shipped_taxonomy_has_seven_kinds_and_names_in_both_languages():
    taxonomy = Taxonomy.load()

    assert len(taxonomy.kinds) == 7
    assert taxonomy.theme_name("prog_time", "en") == "Time and workload"
    assert all(set(entry.names) == {"en", "de"} for entry in taxonomy.themes.values())


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("version = 1", "version =", "could not be read"),
        ('name.de = "Stärken"', "", "'de' is missing"),
        ('kind = "technology_gap"', 'kind = "gadgets"', "kinds it does not define: gadgets"),
    ],
)
def test_a_broken_taxonomy_is_refused_with_the_reason(tmp_path, was, becomes, says):
    broken = tmp_path / "taxonomy.toml"
    broken.write_text(SHIPPED.read_text(encoding="utf-8").replace(was, becomes), encoding="utf-8")

    with pytest.raises(FileUnreadable, match=says):
        Taxonomy.load(broken)


def test_a_taxonomy_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(FileUnreadable, match="could not be read"):
        Taxonomy.load(tmp_path / "none.toml")
