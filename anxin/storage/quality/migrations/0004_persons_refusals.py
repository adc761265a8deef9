from django.db import migrations, models
from django.db.models import Q

CODES = (
    "nothing_left",
    "fully_delivered",
    "was_viewed",
    "already_used",
    "too_late",
    "was_on_time",
    "special_goods",
    "already_served",
    "no_rule",
    "not_shown",
    "doubted",
    "returned_otherwise",
)


class Migration(migrations.Migration):
    dependencies = [("anxin_quality", "0003_deadlines")]
    operations = [
        migrations.RemoveConstraint("practicecase", "practice_refuses_on_a_ground"),
        migrations.AddConstraint(
            "practicecase",
            models.CheckConstraint(
                condition=~Q(answer="reject") & Q(code="") | Q(answer="reject", code__in=CODES),
                name="practice_refuses_on_a_ground",
            ),
        ),
        migrations.RemoveConstraint("practiceanswer", "practice_answer_code"),
        migrations.AddConstraint(
            "practiceanswer",
            models.CheckConstraint(condition=Q(code__in=("", *CODES)), name="practice_answer_code"),
        ),
    ]
