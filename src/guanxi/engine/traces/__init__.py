"""What takes how long: spans of requests, jobs and statements by OpenTelemetry, and lines for slow statements."""

from guanxi.engine.traces.spans import send_spans, span, statement_span

__all__ = ["send_spans", "span", "statement_span"]
