"""The rates that a company starts with: yuan for one unit, rounded to four figures, as they stood at mid-2025.

They let foreign amounts add up from the first day. They are no quotation: each is marked as of the starting table, and
an administrator enters the company's own rates over them.
"""

from datetime import date
from decimal import Decimal

DATED_ON = date(2025, 6, 30)
YUAN = {
    code: Decimal(rate)
    for code, rate in {
        "AED": "1.951",
        "AUD": "4.682",
        "BRL": "1.306",
        "CAD": "5.236",
        "CHF": "8.972",
        "CNY": "1",
        "CZK": "0.3393",
        "DKK": "1.126",
        "EUR": "8.402",
        "GBP": "9.830",
        "HKD": "0.9120",
        "HUF": "0.02101",
        "IDR": "0.0004413",
        "ILS": "2.124",
        "INR": "0.08354",
        "JPY": "0.04959",
        "KRW": "0.005296",
        "MOP": "0.8860",
        "MXN": "0.3807",
        "MYR": "1.696",
        "NOK": "0.7108",
        "NZD": "4.345",
        "PHP": "0.1271",
        "PLN": "1.980",
        "RUB": "0.09124",
        "SAR": "1.909",
        "SEK": "0.7537",
        "SGD": "5.618",
        "THB": "0.2201",
        "TRY": "0.1798",
        "TWD": "0.2446",
        "USD": "7.159",
        "VND": "0.0002743",
        "ZAR": "0.4025",
    }.items()
}
