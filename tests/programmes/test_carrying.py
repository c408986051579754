"""What a page carries through the browser comes back as it was, or not at all."""

import random
from dataclasses import replace

import pytest

from rmfeedback.programmes import carrying
from rmfeedback.programmes.pairing import Proposal, ProposedPair
from rmfeedback.programmes.roster_file import Reading, RosterTooLarge
from rmfeedback.programmes.roster_mending import Mend
from rmfeedback.programmes.roster_upload import Upload
from tests.programmes import rosters

ROSTER = Upload(rosters.GERMAN, "konzern.csv", "pilot", "Konzern")
PAIRS = Proposal([ProposedPair("ana@example.com", "leo@example.com", 77.5, ["both in English"])])


def test_a_file_comes_back_byte_for_byte():
    every_byte = Upload(bytes(range(256)), "Größe.csv", "pilot", "Konzern")

    wished = replace(
        ROSTER,
        reading=Reading(encoding="cp1250", fields=("name", "")),
        mends=(Mend(46, "email", "a@example.com"),),
    )
    for upload in (ROSTER, every_byte, wished):
        assert carrying.unpack_upload("secret", carrying.pack_upload("secret", upload)) == upload


def test_pairs_come_back_as_they_were_proposed():
    packed = carrying.pack_proposal("secret", "autumn", PAIRS)

    assert carrying.unpack_proposal("secret", "autumn", packed) == PAIRS


@pytest.mark.parametrize("secret, key", [("another", "autumn"), ("secret", "spring")])
def test_pairs_of_another_server_or_cohort_are_refused(secret, key):
    packed = carrying.pack_proposal("secret", "autumn", PAIRS)

    with pytest.raises(carrying.PreviewStale):
        carrying.unpack_proposal(secret, key, packed)


@pytest.mark.parametrize("packed", ["", "rubbish", carrying.pack_upload("another", ROSTER)])
def test_what_was_not_packed_here_is_refused(packed):
    with pytest.raises(carrying.PreviewStale):
        carrying.unpack_upload("secret", packed)


def test_a_file_that_fits_no_field_is_refused():
    noise = Upload(random.Random(1).randbytes(5_000_000), "noise.csv", "pilot", "Konzern")

    with pytest.raises(RosterTooLarge):
        carrying.pack_upload("secret", noise)
