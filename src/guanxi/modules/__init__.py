"""The business: one folder for each module, of which only its front may be imported from outside."""

from guanxi.modules.customers import MODULE as CUSTOMERS
from guanxi.modules.identity import MODULE as IDENTITY
from guanxi.modules.money import MODULE as MONEY
from guanxi.modules.privacy import MODULE as PRIVACY
from guanxi.modules.sales import MODULE as SALES
from guanxi.modules.work import MODULE as WORK

MODULES = (IDENTITY, MONEY, CUSTOMERS, SALES, WORK, PRIVACY)
