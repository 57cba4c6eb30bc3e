package tracing

import (
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/protobuf/encoding/protowire"
)

// encode returns an ExportTraceServiceRequest of opentelemetry-proto. Spans of one
// process have one resource and, here, one scope. The numbers are those of the
// fields; what this package never sets is left out (events, links).
func encode(spans []trace.ReadOnlySpan) []byte {
	if len(spans) == 0 {
		return nil
	}
	first := spans[0]
	return message(nil, 1, func(b []byte) []byte { // ResourceSpans
		b = message(b, 1, func(b []byte) []byte { return attributes(b, 1, first.Resource().Attributes()) })
		return message(b, 2, func(b []byte) []byte { // ScopeSpans
			scope := first.InstrumentationScope()
			b = message(b, 1, func(b []byte) []byte { return text(text(b, 1, scope.Name), 2, scope.Version) })
			for _, s := range spans {
				b = message(b, 2, func(b []byte) []byte { return appendSpan(b, s) })
			}
			return b
		})
	})
}

// appendSpan appends the fields of a Span.
func appendSpan(b []byte, s trace.ReadOnlySpan) []byte {
	traceID, spanID := s.SpanContext().TraceID(), s.SpanContext().SpanID()
	b = data(data(b, 1, traceID[:]), 2, spanID[:])
	b = text(b, 3, s.SpanContext().TraceState().String())
	flags := uint32(s.SpanContext().TraceFlags()) | 0x100 // it is known whether the parent is remote
	if parent := s.Parent(); parent.HasSpanID() {
		id := parent.SpanID()
		b = data(b, 4, id[:])
		if parent.IsRemote() {
			flags |= 0x200
		}
	}
	b = text(b, 5, s.Name())
	b = number(b, 6, uint64(s.SpanKind())) // the same numbers
	b = protowire.AppendFixed64(protowire.AppendTag(b, 7, protowire.Fixed64Type), uint64(s.StartTime().UnixNano()))
	b = protowire.AppendFixed64(protowire.AppendTag(b, 8, protowire.Fixed64Type), uint64(s.EndTime().UnixNano()))
	b = attributes(b, 9, s.Attributes())
	if s.Status().Code == codes.Error { // 2; the numbers are not the same
		b = message(b, 15, func(b []byte) []byte { return number(text(b, 2, s.Status().Description), 3, 2) })
	}
	return protowire.AppendFixed32(protowire.AppendTag(b, 16, protowire.Fixed32Type), flags)
}

// attributes appends each as a KeyValue.
func attributes(b []byte, field protowire.Number, list []attribute.KeyValue) []byte {
	for _, a := range list {
		b = message(b, field, func(b []byte) []byte {
			b = text(b, 1, string(a.Key))
			return message(b, 2, func(b []byte) []byte { // AnyValue
				if a.Value.Type() == attribute.INT64 {
					return protowire.AppendVarint(protowire.AppendTag(b, 3, protowire.VarintType), uint64(a.Value.AsInt64()))
				}
				return data(b, 1, []byte(a.Value.String()))
			})
		})
	}
	return b
}

// message appends a field whose content fill appends.
func message(b []byte, field protowire.Number, fill func([]byte) []byte) []byte {
	return data(b, field, fill(nil))
}

func data(b []byte, field protowire.Number, value []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, field, protowire.BytesType), value)
}

// text appends a string, unless it is empty.
func text(b []byte, field protowire.Number, value string) []byte {
	if value == "" {
		return b
	}
	return protowire.AppendString(protowire.AppendTag(b, field, protowire.BytesType), value)
}

func number(b []byte, field protowire.Number, value uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), value)
}
