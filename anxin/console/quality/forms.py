"""What checkers, colleagues and those who practise fill in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.domain import wording
from anxin.domain.practice import ANSWERS, Expected, Given
from anxin.domain.quality import GRADES, MARKS, NOTE_CHARACTERS
from anxin.domain.risk.signals import ABUSES
from anxin.domain.wording.risk import risk_label
from anxin.domain.words import REFUSALS
from anxin.pages.amounts import YuanField
from anxin.pages.reader import language
from anxin.pages.strict import OnceForm, StrictForm
from anxin.services.quality.practising import TITLE_CHARACTERS, Lesson


def _named(of: str, words: Sequence[str]) -> list[tuple[str, str]]:
    return [(word, wording.label(of=of, word=word, language=language())) for word in words]


def _words(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=NOTE_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写一两句话")},
    )


def _yuan(label: Any) -> YuanField:
    return YuanField(
        label=label,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


class GradeForm(StrictForm):
    """Each line of the checklist marked, a grade, and a note for the colleague unless right."""

    grade = forms.ChoiceField(
        label=_("总评"),
        choices=lambda: _named("quality_grade", GRADES),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择总评")},
    )
    note = _words(
        _("写给同事的话"), _("哪里不对、依据是什么、下次怎么做；决定正确可以不写"), required=False
    )

    def __init__(self, *args: Any, lines: Sequence[str], **kwargs: Any) -> None:
        """Make the form with a field for each line of the checklist."""
        super().__init__(*args, **{"auto_id": "grade_%s", **kwargs})
        self._names = [f"line_{n}" for n in range(len(lines))]
        for name, line in zip(self._names, lines, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=line,
                choices=_named("quality_mark", MARKS),
                widget=forms.RadioSelect,
                error_messages={"required": _("请逐条勾选")},
            )

    @property
    def marked(self) -> list[forms.BoundField]:
        """The checklist's fields, in its order."""
        return [self[name] for name in self._names]

    def clean(self) -> dict[str, Any]:
        """Ask for a note where something was not right."""
        sent = super().clean()
        if sent.get("grade") not in (None, "right") and not (sent.get("note") or "").strip():
            self.add_error("note", _("请写给同事：哪里不对，依据是什么"))
        return sent

    def marks(self) -> list[str]:
        """Return the marks in the order of the lines; only for a valid form."""
        return [self.cleaned_data[name] for name in self._names]


class JudgeForm(StrictForm):
    """Whether a grade holds after an objection, and why."""

    holds = forms.ChoiceField(choices=(("yes", ""), ("no", "")))
    said = _words(_("复核意见"), _("双方都会看到"))


class ResendForm(StrictForm):
    """What the buyer is told when the platform appeals on their behalf."""

    said = _words(_("写给买家的话"), _("买家会看到；公平地说明为什么重新裁决，不点名"))


class AnswerForm(StrictForm):
    """What a reviewer says to the grade of their own decision."""

    answer = forms.ChoiceField(choices=(("agree", ""), ("object", "")))
    said = _words(_("说明"), _("有异议时请写清楚，由另一位同事复核"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for words where somebody objects."""
        sent = super().clean()
        if sent.get("answer") == "object" and not (sent.get("said") or "").strip():
            self.add_error("said", _("请写清楚异议的理由"))
        return sent


class _Answered(OnceForm):
    """An answer to a practice case, with the ground or the sum that belongs to it."""

    answer = forms.ChoiceField(
        label=_("怎样决定"),
        choices=lambda: _named("practice_answer", ANSWERS),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择怎样决定")},
    )
    code = forms.ChoiceField(
        label=_("拒绝依据（选「拒绝」时）"),
        required=False,
        choices=lambda: [("", _("请选择")), *_named("code", REFUSALS)],
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the ground of a refusal."""
        sent = super().clean()
        if sent.get("answer") == "reject" and not sent.get("code"):
            self.add_error("code", _("请选择拒绝依据"))
        return sent


class PracticeForm(_Answered):
    """What somebody answers to a practice case."""

    fen = _yuan(_("退多少（元，选「退一部分」时）"))

    def clean(self) -> dict[str, Any]:
        """Ask for the sum where a part is given."""
        sent = super().clean()
        if sent.get("answer") == "partial" and not sent.get("fen"):
            self.add_error("fen", _("请填写金额"))
        return sent

    def given(self) -> Given:
        """Return the answer; only for a valid form."""
        sent = self.cleaned_data
        return Given(sent["answer"], sent["code"], sent["fen"] or 0)


class LessonForm(_Answered):
    """What a supervisor writes for a case that is taken as practice."""

    title = forms.CharField(
        label=_("标题"),
        max_length=TITLE_CHARACTERS,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请填写标题")},
    )
    said = _words(_("买家说了什么"), _("用您自己的话转述，不写姓名、账号、单号和联系方式"))
    low = _yuan(_("最少退（元，选「退一部分」时）"))
    high = _yuan(_("最多退（元）"))
    why = _words(_("讲解"), _("依据哪一条、为什么；答完后会看到"))

    def clean(self) -> dict[str, Any]:
        """Ask for the range where a part is right."""
        sent = super().clean()
        low, high = sent.get("low") or 0, sent.get("high") or 0
        if sent.get("answer") == "partial" and not 0 < low <= high:
            self.add_error("low", _("请填写金额范围，从小到大"))
        return sent

    def lesson(self) -> Lesson:
        """Return what was written; only for a valid form."""
        sent = self.cleaned_data
        expected = Expected(sent["answer"], sent["code"], sent["low"] or 0, sent["high"] or 0)
        return Lesson(sent["form_key"], sent["title"], sent["said"], expected, sent["why"])


class LookForm(StrictForm):
    """Whether a refund was rightly paid before review, and what a review would have found."""

    verdict = forms.ChoiceField(choices=[("right", ""), ("doubted", "")], widget=forms.HiddenInput)
    said = _words(_("该先看到什么"), _("没问题可以不写；该先审就写明记录里有什么"), required=False)


class JudgeInstantForm(StrictForm):
    """What follows from a doubt: an abuse of that kind, or nothing; with the reason either way."""

    verdict = forms.ChoiceField(choices=[("abuse", ""), ("let_be", "")], widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("违规种类"),
        choices=lambda: [
            (word, risk_label(of="abuse", word=word, language=language())) for word in ABUSES
        ],
        initial="other",
    )
    said = _words(_("依据（只有内部看得到）"), _("核实了什么、谁核实的；不记也写明为什么"))
