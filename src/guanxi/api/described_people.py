"""Mail, signing in and what belongs to it, as OpenAPI describes them."""

from guanxi.api.describing import TEXT, WHOLE, YES_OR_NO, Described, one_of, shape

MAIL = shape(
    host=TEXT,
    port=WHOLE,
    security=one_of("none", "starttls", "tls"),
    user=TEXT,
    sender=TEXT,
    sender_name=TEXT,
)
MAIL_KEPT = shape(
    "host port security user sender sender_name has_password is_set_up",
    **MAIL["properties"],
    has_password=YES_OR_NO,
    is_set_up=YES_OR_NO,
)

PEOPLE = (
    Described("GET", "/mail", "read mail", "The server that sends mail; administrators only.", MAIL_KEPT),
    Described(
        "PATCH",
        "/mail",
        "change mail",
        "Change it; an empty host takes it away. The password is kept sealed and never told.",
        MAIL_KEPT,
        shape(**MAIL["properties"], password=TEXT),
    ),
    Described(
        "POST",
        "/mail/test",
        "test mail",
        "Send a letter at once and tell what the server said.",
        shape("is_sent answer", is_sent=YES_OR_NO, answer=TEXT),
        shape("to", to=TEXT),
    ),
)
