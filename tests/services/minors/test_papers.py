"""Papers: sealed as they come, drawn anew in the jail, seen with a reason, erased in time."""

from __future__ import annotations

import io
import logging
import zipfile
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.storage import FileSystemStorage, storages
from django.db import DatabaseError, connection, transaction

from anxin.services.minors.deciding import reject_claim
from anxin.services.minors.due import purge_minors
from anxin.services.minors.looking import Look, look_at_page, look_into, take_claim
from anxin.services.minors.objecting import answer_objection, object_to_freeze
from anxin.services.minors.papers import PAPER_BYTES, PAPERS, Kept, remove_paper
from anxin.services.minors.telling import NotDone, Officer
from anxin.storage.minors.models import Access, Claim, ClaimOrder, Freeze, Paper, PaperPage
from tests.factories.clock import let_pass, sweep_after
from tests.factories.evidence import a_page
from tests.factories.minors import (
    BORN,
    GUARDIAN,
    MINOR,
    STATEMENT,
    an_officer,
    begun,
    drafted,
    id_of,
    opened,
    row,
    send_paper,
    submitted,
    taken,
    vault,
)
from tests.factories.order import delivered
from tests.services.test_secrets import tables_with

pytestmark = pytest.mark.django_db

REASON = "核对监护关系"


def kept_files() -> dict[str, bytes]:
    """Everything in the place of minors' papers."""
    store = storages["minors"]
    assert isinstance(store, FileSystemStorage)
    root = Path(store.location)
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def looked(no: str, officer: Officer) -> Look:
    found = look_into(no=no, reason=REASON, officer=officer, vault=vault())
    assert isinstance(found, Look)
    return found


def first_page(no: str) -> PaperPage:
    return PaperPage.objects.get(paper__claim__no=no, number=1)


def test_nothing_of_anybody_is_in_the_clear_anywhere(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    data = a_page("出生医学证明", mark=uuid4().hex)
    made, officer = taken(delivered())
    assert isinstance(send_paper(made.no, data, kind="identity", name="王小明.png"), Kept)
    opened()
    looked(made.no, officer)
    for word in (GUARDIAN, MINOR, STATEMENT, id_of(BORN), "13711112222", "2014-05-02", "王小明",
                 made.code):  # fmt: skip
        assert tables_with(word) == [], word
        assert word not in caplog.text
        printed = capsys.readouterr()
        assert word not in printed.out + printed.err
    assert tables_with(data[:40].hex()) == []
    for name, content in kept_files().items():
        assert b"PNG" not in content[:16] and b"WEBP" not in content[:16], name
        assert data[:64] not in content


def test_a_paper_is_kept_as_pages_of_ours_and_what_came_is_forgotten() -> None:
    made = begun()
    data = a_page("户口本", mark=uuid4().hex)
    kept = send_paper(made.no, data)
    assert isinstance(kept, Kept) and send_paper(made.no, data) == kept, "a second tap"
    paper = Paper.objects.get(no=kept.no)
    assert paper.key in kept_files()
    assert opened() == 1
    paper.refresh_from_db()
    assert (paper.state, paper.pages, paper.key in kept_files()) == ("ready", 1, False)


def a_bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.png", b"\0" * 40_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg"),
        (b"MZ" + b"\0" * 400, "a.png"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "../../etc/passwd.png"),
        (a_bomb(), "a.zip"),
    ],
)
def test_hostile_files_are_refused_and_forgotten(data: bytes, name: str) -> None:
    made = begun()
    kept = send_paper(made.no, data, name=name)
    assert isinstance(kept, Kept)
    opened()
    paper = Paper.objects.get(no=kept.no)
    assert paper.state == "refused" and paper.refusal
    assert paper.key not in kept_files()


def test_there_is_an_end_to_what_is_taken() -> None:
    made = begun()
    assert send_paper(made.no, b"x" * (PAPER_BYTES + 1)) == NotDone("too_large")
    assert send_paper(made.no, b"x", kind="selfie") == NotDone("unknown_kind")
    for n in range(PAPERS):
        assert isinstance(send_paper(made.no, b"x%d" % n), Kept)
    assert send_paper(made.no, b"one more") == NotDone("too_many")


def test_a_page_moved_to_another_row_does_not_open() -> None:
    made, officer = taken()
    send_paper(made.no, kind="chat")
    opened()
    pages = list(PaperPage.objects.filter(paper__claim__no=made.no))
    PaperPage.objects.filter(id=pages[0].id).update(key=pages[1].key)
    look = looked(made.no, officer)
    with pytest.raises(Exception, match="sealed for another row"):
        look_at_page(look=look.no, page=pages[0].id, officer=officer, vault=vault())


def test_only_who_has_it_in_hand_looks_and_every_look_is_a_row() -> None:
    made, officer = taken()
    opened()
    page = first_page(made.no)
    look = looked(made.no, officer)
    assert look.words["guardian_name"] == GUARDIAN
    shown = look_at_page(look=look.no, page=page.id, officer=officer, vault=vault())
    assert shown is not None and shown[8:12] == b"WEBP"
    rows = list(Access.objects.filter(claim__no=made.no).order_by("id"))
    assert [(one.what, one.reason, one.by_id) for one in rows] == [
        ("claim", REASON, officer.account_id),
        ("page", REASON, officer.account_id),
    ]
    for stranger in (an_officer("senior"), an_officer("supervisor"), an_officer("auditor")):
        said = look_into(no=made.no, reason=REASON, officer=stranger, vault=vault())
        assert said == NotDone("not_assigned")
        seen = look_at_page(look=look.no, page=page.id, officer=stranger, vault=vault())
        assert seen is None
    assert Access.objects.filter(claim__no=made.no).count() == 2


def test_a_look_needs_a_reason_and_ends() -> None:
    made, officer = taken()
    opened()
    said = look_into(no=made.no, reason="  看 ", officer=officer, vault=vault())
    assert said == NotDone("reason_missing")
    look, page = looked(made.no, officer), first_page(made.no)
    let_pass(minutes=11)
    assert look_at_page(look=look.no, page=page.id, officer=officer, vault=vault()) is None


@pytest.mark.parametrize("role", ["buyer", "merchant", "agent", "finance", "operator", "auditor"])
def test_others_take_no_claim(role: str) -> None:
    made = submitted()
    assert take_claim(no=made.no, officer=an_officer(role)) == NotDone("not_allowed")


def test_only_a_supervisor_takes_it_from_another() -> None:
    made, officer = taken()
    assert take_claim(no=made.no, officer=an_officer()) == NotDone("taken")
    chief = an_officer("supervisor")
    assert take_claim(no=made.no, officer=chief) is None
    said = look_into(no=made.no, reason=REASON, officer=officer, vault=vault())
    assert said == NotDone("not_assigned")


def test_a_look_ends_with_the_claim_in_other_hands_and_is_nobody_elses() -> None:
    made, officer = taken()
    opened()
    look, page = looked(made.no, officer), first_page(made.no)
    chief = an_officer("supervisor")
    assert take_claim(no=made.no, officer=chief) is None
    for one in (officer, chief):
        assert look_at_page(look=look.no, page=page.id, officer=one, vault=vault()) is None
    own = looked(made.no, chief)
    assert look_at_page(look=own.no, page=page.id, officer=chief, vault=vault())


def test_who_looked_cannot_be_rewritten() -> None:
    made, officer = taken()
    looked(made.no, officer)
    for change in ("UPDATE anxin_minors_access SET reason = 'x'", "DELETE FROM anxin_minors_access",
                   "DELETE FROM anxin_minors_claim"):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_a_paper_taken_back_is_gone_with_the_next_purge() -> None:
    made = drafted()
    paper = Paper.objects.get(claim__no=made.no)
    assert remove_paper(no=made.no, paper_no=paper.no) is None
    purge_minors(vault=vault())
    assert paper.key not in kept_files()
    assert remove_paper(no=submitted().no, paper_no=paper.no) == NotDone("not_open")


def test_three_years_after_the_end_all_that_says_who_is_erased() -> None:
    made, officer = taken()
    opened()
    looked(made.no, officer)
    claim = row(made)
    Claim.objects.filter(id=claim.id).update(
        state="withdrawn", outcome="withdrawn", closed_at=claim.at, due_at=None
    )
    let_pass(days=3 * 365 - 1)
    assert purge_minors(vault=vault()) == 0
    let_pass(days=3 * 366)
    page = first_page(made.no)
    assert purge_minors(vault=vault()) == 1
    claim = row(made)
    assert (claim.sealed, claim.guardian_masked, claim.guardian_digest) == (None, "", None)
    assert page.key not in kept_files()
    assert Access.objects.filter(claim=claim).count() == 1


def test_what_stays_of_an_erased_claim_says_nothing_of_anybody() -> None:
    bought = delivered()
    made, officer = taken(bought)
    object_to_freeze(account_id=bought.buyer, said="我是成年人，账号是我的")
    looked(made.no, officer)
    told = answer_objection(no=made.no, upheld=False, said="请监护人和您联系", officer=officer)
    assert told is None
    words = "小明的户口本上没有您的名字"
    assert reject_claim(no=made.no, officer=officer, code="no_guardian", said=words) is None
    let_pass(days=3 * 366)
    assert purge_minors(vault=vault()) == 1
    claim = row(made)
    assert (claim.account_id, claim.said, claim.relation, claim.consent) == (None, "", "", "")
    assert (claim.state, claim.refusal) == ("rejected", "no_guardian")
    for words in ("我是成年人", "请监护人", "小明的户口本", REASON):
        assert tables_with(words) == [], words
    line = ClaimOrder.objects.get(claim=claim)
    assert (line.band, line.facts, line.codes) == ("", {}, [])
    assert not Freeze.objects.filter(claim=claim).exists()
    assert Access.objects.filter(claim=claim, by_id=officer.account_id).count() == 1


def test_the_reason_of_a_look_is_blotted_out_only_of_what_was_erased() -> None:
    made, officer = taken()
    looked(made.no, officer)
    for reason in ("—", "x"):
        with pytest.raises(DatabaseError), transaction.atomic():
            Access.objects.filter(claim__no=made.no).update(reason=reason)


def test_what_was_never_submitted_goes_as_soon_as_it_lapsed() -> None:
    made = drafted()
    sweep_after(days=8)
    purge_minors(vault=vault())
    assert row(made).sealed is None
