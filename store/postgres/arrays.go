package postgres

import (
	"encoding/binary"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// encodeTextsDirectly lets conn encode a []string without an allocation and a look for
// a way to do it for each element.
func encodeTextsDirectly(conn *pgx.Conn) {
	t, _ := conn.TypeMap().TypeForOID(pgtype.TextArrayOID)
	conn.TypeMap().RegisterType(&pgtype.Type{Name: t.Name, OID: t.OID, Codec: textsCodec{t.Codec}})
}

type textsCodec struct{ pgtype.Codec }

func (c textsCodec) PlanEncode(m *pgtype.Map, oid uint32, format int16, value any) pgtype.EncodePlan {
	if _, ok := value.([]string); ok && format == pgtype.BinaryFormatCode {
		return textsPlan{}
	}
	return c.Codec.PlanEncode(m, oid, format, value)
}

type textsPlan struct{}

// Encode appends an array of one dimension without nulls, whose first index is 1.
func (textsPlan) Encode(value any, buf []byte) ([]byte, error) {
	texts := value.([]string)
	for _, n := range []int{1, 0, pgtype.TextOID, len(texts), 1} {
		buf = binary.BigEndian.AppendUint32(buf, uint32(n))
	}
	for _, text := range texts {
		buf = append(binary.BigEndian.AppendUint32(buf, uint32(len(text))), text...)
	}
	return buf, nil
}
