"""The measures of PRODUCT 7 against the vectors of the reference, and what always holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.continuity import Measures, measures, slicc, wilson

VECTORS = [
    # sequence, N, k, UPC, COC, Herfindahl, SECON, MMCI, key share of A: reference domain.md 1.5
    ("A", 1, 1, 1.0, None, 1.0, None, None, 1.0),
    ("AA", 2, 1, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
    ("AAB", 3, 2, 0.6667, 0.3333, 0.5556, 0.5, 0.5238, 0.6667),
    ("ABA", 3, 2, 0.6667, 0.3333, 0.5556, 0.0, 0.5238, 0.6667),
    ("ABAB", 4, 2, 0.5, 0.3333, 0.5, 0.0, 0.6774, 0.5),
    ("AAAB", 4, 2, 0.75, 0.5, 0.625, 0.6667, 0.6774, 0.75),
    ("AAAAABBBBB", 10, 2, 0.5, 0.4444, 0.5, 0.8889, 0.8901, 0.5),
    # worked out by hand
    ("AB", 2, 2, 0.5, 0.0, 0.5, 0.0, 0.0909, 0.5),
    ("ABABABABAB", 10, 2, 0.5, 0.4444, 0.5, 0.0, 0.8901, 0.5),
    ("BBB", 3, 1, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0),
]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector[0])
def test_every_vector_of_the_reference(vector):
    sequence, n, k, upc, coc, herfindahl, secon, mmci, key_share = vector
    found = measures(sequence, "A" * n)
    assert (found.contacts, found.workers) == (n, k)
    figures = (found.upc, found.coc, found.herfindahl, found.secon, found.mmci, found.key_share)
    assert [f if f is None else round(f, 4) for f in figures] == [
        upc, coc, herfindahl, secon, mmci, key_share,
    ]  # fmt: skip


def test_no_contacts_define_nothing():
    nothing = Measures(0, 0, None, None, None, None, None, None)
    assert measures([]) == nothing
    assert measures([], []) == nothing


def test_one_contact_defines_only_what_needs_no_pair():
    assert measures("A") == Measures(1, 1, 1.0, None, None, None, 1.0, None)


@pytest.mark.parametrize(
    ("workers", "key_workers", "share"),
    [
        pytest.param("AAAA", "AAAA", 1.0, id="always the key worker"),
        pytest.param("BBBB", "AAAA", 0.0, id="always another: usual is not the same as own"),
        pytest.param("AABB", "AABB", 1.0, id="the key worker changed, and so did who came"),
        pytest.param("AABB", "AAAA", 0.5, id="who came changed, the key worker did not"),
        pytest.param(
            "AABB", [None, "A", None, "B"], 0.5, id="while there was nobody, nobody held it"
        ),
    ],
)
def test_key_share_asks_for_the_key_worker_of_each_instant(workers, key_workers, share):
    assert measures(workers, key_workers).key_share == share


def test_key_share_needs_key_workers():
    assert measures("AAB").key_share is None


@pytest.mark.parametrize("key_workers", ["A", "AAAA", ""])
def test_each_contact_needs_its_key_worker(key_workers):
    with pytest.raises(ValueError, match="one key worker for each contact"):
        measures("AAB", key_workers)


def test_workers_may_be_numbers_as_well_as_letters():
    assert measures([1, 1, 2], [1, 1, 1]) == measures("AAB", "AAA")


def test_slicc_pools_the_contacts_of_a_team_and_does_not_average_people():
    three_of_four, none_of_one = ("AAAB", "AAAA"), ("B", "A")
    assert slicc([three_of_four, none_of_one]) == 3 / 5
    assert slicc([three_of_four]) == measures(*three_of_four).key_share
    assert slicc([]) is None
    assert slicc([("", "")]) is None


@pytest.mark.parametrize(
    ("held", "n", "low", "high"),
    [
        (7, 10, 0.397, 0.892),
        (22, 41, 0.387, 0.679),  # 0.38746: the reference prints 0.388, rounded once too often
        (3, 3, 0.438, 1.000),
        (0, 5, 0.000, 0.434),
    ],
)
def test_wilson_intervals_of_the_reference(held, n, low, high):
    assert tuple(round(end, 3) for end in wilson(held, n)) == (low, high)


def test_no_contacts_have_no_interval():
    assert wilson(0, 0) is None


sequences = st.lists(st.sampled_from("ABCDE"), min_size=1, max_size=40)


@given(workers=sequences, data=st.data())
def test_every_measure_lies_between_0_and_1_and_order_matters_to_secon_alone(workers, data):
    keys = data.draw(
        st.lists(st.sampled_from([*"ABC", None]), min_size=len(workers), max_size=len(workers))
    )
    found = measures(workers, keys)
    figures = {
        name: getattr(found, name)
        for name in ("upc", "coc", "secon", "mmci", "herfindahl", "key_share")
    }
    assert all(0 <= figure <= 1 for figure in figures.values() if figure is not None)
    undefined = {name for name, figure in figures.items() if figure is None}
    assert undefined == (set() if len(workers) > 1 else {"coc", "secon", "mmci"})
    order = data.draw(st.permutations(range(len(workers))))
    again = measures([workers[i] for i in order], [keys[i] for i in order])
    for name in ("contacts", "workers", "upc", "coc", "mmci", "herfindahl", "key_share"):
        assert getattr(again, name) == getattr(found, name)


@given(workers=sequences)
def test_measures_know_workers_only_as_the_same_or_another(workers):
    renamed = [{"A": 9, "B": 8, "C": 7, "D": 6, "E": 5}[worker] for worker in workers]
    assert measures(renamed) == measures(workers)


@given(workers=sequences)
def test_herfindahl_and_coc_are_tied_by_algebra(workers):
    found, n = measures(workers), len(workers)
    if found.coc is not None:
        assert found.herfindahl == pytest.approx((found.coc * (n - 1) + 1) / n)


@given(n=st.integers(1, 500), data=st.data())
def test_a_wilson_interval_holds_its_proportion_and_stays_within_0_and_1(n, data):
    held = data.draw(st.integers(0, n))
    low, high = wilson(held, n)
    assert 0 <= low <= held / n + 1e-12
    assert held / n - 1e-12 <= high <= 1
