"""The double-entry ledger, the balances that must never go below zero, and money for banks."""

from anxin.storage.ledger.models.books import Commission as Commission
from anxin.storage.ledger.models.books import MerchantBalance as MerchantBalance
from anxin.storage.ledger.models.books import Posting as Posting
from anxin.storage.ledger.models.books import Purse as Purse
from anxin.storage.ledger.models.books import ResellerBalance as ResellerBalance
from anxin.storage.ledger.models.payouts import DeniedReturn as DeniedReturn
from anxin.storage.ledger.models.payouts import Deposit as Deposit
from anxin.storage.ledger.models.payouts import DepositEntry as DepositEntry
from anxin.storage.ledger.models.payouts import Payee as Payee
from anxin.storage.ledger.models.payouts import PayeeLook as PayeeLook
from anxin.storage.ledger.models.payouts import Payout as Payout
