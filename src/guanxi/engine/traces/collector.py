"""The way to an OpenTelemetry collector: OTLP as protobuf over HTTP, in batches, from a thread of its own."""

import logging
from collections.abc import Sequence
from typing import Final
from urllib.request import Request, urlopen

from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

log = logging.getLogger("guanxi.traces")
SECONDS: Final = 10


class Collector(SpanExporter):
    """Sends spans to a collector; those that it does not take are lost, and that is told."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/") + "/v1/traces"

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        body = encode_spans(spans).SerializeToString()
        request = Request(self.address, body, {"Content-Type": "application/x-protobuf"})  # noqa: S310
        try:
            urlopen(request, timeout=SECONDS).close()  # noqa: S310 - the address is the administrator's
        except OSError as error:
            log.warning("spans were not taken", extra={"facts": {"spans": len(spans), "error": type(error).__name__}})
            return SpanExportResult.FAILURE
        return SpanExportResult.SUCCESS


def provider_for(address: str, service: str) -> TracerProvider:
    """What makes spans of a service and sends them to the collector at the address."""
    if not address.startswith(("http://", "https://")):
        raise SystemExit(f"GUANXI_TRACES_URL is {address!r}; it must begin with http:// or https://.")
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(Collector(address)))
    return provider
