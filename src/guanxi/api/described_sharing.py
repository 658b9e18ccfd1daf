"""The requests of sharing, as OpenAPI describes them."""

from guanxi.api.describing import MOMENT, TEXT, WHOLE, Described, many, shape

WHEN_OVER = {**MOMENT, "type": ["string", "null"]}
RUN = shape(
    "object total done started_at finished_at",
    object=TEXT,
    total=WHOLE,
    done=WHOLE,
    started_at=MOMENT,
    finished_at=WHEN_OVER,
)

SHARING = (
    Described(
        "GET", "/sharing/runs", "list_runs sharing", "How far records follow rules.", shape("runs", runs=many(RUN))
    ),
)
