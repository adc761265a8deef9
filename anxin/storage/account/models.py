"""Accounts and their sessions."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from anxin.domain.people import ROLES
from anxin.storage.columns import key, made_at, words


class Account(AbstractBaseUser, PermissionsMixin):
    """One person who logs in. `credit` and `flagged` are read by policies.

    `case_count` counts decisions by policy on its cases; one is saved only if it has not moved,
    so two cases submitted together on two orders cannot both spend the same credit.
    """

    id = key()
    username = models.CharField(max_length=150, unique=True)
    email = models.EmailField(blank=True, default="")
    nickname = models.CharField(max_length=40, blank=True, default="")
    phone = models.CharField(max_length=20, blank=True, default="")
    role = models.CharField(max_length=12, default="buyer")
    credit = models.SmallIntegerField(db_default=60)
    flagged = models.BooleanField(db_default=False)
    case_count = models.IntegerField(db_default=0)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = made_at()

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = (
            words(allowed=ROLES, column="role", name="account_role"),
            models.CheckConstraint(
                condition=models.Q(credit__range=(0, 100)), name="account_credit_0_to_100"
            ),
        )


class Session(AbstractBaseSession):
    """A login. `account` stands beside the sealed data so that a hot query can join through it."""

    account = models.ForeignKey(Account, models.CASCADE, null=True)

    @classmethod
    def get_session_store_class(cls) -> type:
        """Return the store that writes these rows."""
        from anxin.storage.account.sessions import SessionStore

        return SessionStore
