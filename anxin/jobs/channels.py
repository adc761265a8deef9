"""Every two seconds, and as soon as there is something: refunds are sent, payments asked about.

Every minute: refunds that arrived are asked about again.
"""

from procrastinate.contrib.django import app

from anxin import wiring
from anxin.services import payment, refund


@app.periodic(cron="* * * * * */2")
@app.task(name="send_refunds", queueing_lock="send_refunds")
def send_refunds(timestamp: int = 0) -> None:
    """Send or ask about the refunds that are due."""
    refund.send_refunds(outside=wiring.outside())


@app.periodic(cron="* * * * * */2")
@app.task(name="ask_payments", queueing_lock="ask_payments")
def ask_payments(timestamp: int = 0) -> None:
    """Ask about the payments that are due to be asked about."""
    payment.ask_payments(outside=wiring.outside())


@app.periodic(cron="* * * * *")
@app.task(name="confirm_refunds", queueing_lock="confirm_refunds")
def confirm_refunds(timestamp: int = 0) -> None:
    """Ask again about refunds that arrived: a bank may send them back days later."""
    refund.confirm_refunds(outside=wiring.outside())
