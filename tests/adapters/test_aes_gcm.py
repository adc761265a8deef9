"""The secret box: opens only what belongs to the row, with any key of the ring."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.adapters.secrets.aes_gcm import AesGcmBox
from anxin.domain.outside import Sealed, SecretLost

OLD = AesGcmBox(keys={1: b"1" * 32}, index_key=b"i" * 32)
ROTATED = AesGcmBox(keys={1: b"1" * 32, 2: b"2" * 32}, index_key=b"i" * 32)
HERE, ELSEWHERE = b"row one", b"row two"


@given(plain=st.text(max_size=200))
def test_what_is_sealed_opens_again(plain: str) -> None:
    assert OLD.open(sealed=OLD.seal(plain=plain, bound_to=HERE), bound_to=HERE) == plain


@given(plain=st.text(min_size=4, max_size=200))
def test_sealed_data_never_contains_the_plain_text(plain: str) -> None:
    assert plain.encode() not in OLD.seal(plain=plain, bound_to=HERE).data


def test_the_same_secret_is_sealed_differently_each_time() -> None:
    sealed = {OLD.seal(plain="ABCD", bound_to=HERE).data for _ in range(100)}
    assert len(sealed) == 100


def test_a_secret_moved_into_another_row_does_not_open() -> None:
    sealed = OLD.seal(plain="ABCD", bound_to=HERE)
    with pytest.raises(SecretLost):
        OLD.open(sealed=sealed, bound_to=ELSEWHERE)


@pytest.mark.parametrize("place", [0, 11, 12, -1])
def test_changed_data_does_not_open(place: int) -> None:
    sealed = OLD.seal(plain="ABCD", bound_to=HERE)
    data = bytearray(sealed.data)
    data[place] ^= 1
    with pytest.raises(SecretLost):
        OLD.open(sealed=Sealed(sealed.key_no, bytes(data)), bound_to=HERE)


def test_a_rotated_ring_seals_with_the_new_key_and_still_opens_the_old() -> None:
    old = OLD.seal(plain="ABCD", bound_to=HERE)
    new = ROTATED.seal(plain="ABCD", bound_to=HERE)
    assert (old.key_no, new.key_no) == (1, 2)
    assert ROTATED.open(sealed=old, bound_to=HERE) == "ABCD"
    with pytest.raises(SecretLost):
        OLD.open(sealed=new, bound_to=HERE)


def test_the_blind_index_is_equal_for_equal_secrets_of_one_owner_only() -> None:
    index = OLD.blind_index(plain="ABCD", owner=HERE)
    assert index == ROTATED.blind_index(plain="ABCD", owner=HERE)
    assert index != OLD.blind_index(plain="ABCD", owner=ELSEWHERE)
    assert index != OLD.blind_index(plain="ABCE", owner=HERE)
    assert len(index) == 32
