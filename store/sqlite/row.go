package sqlite

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
)

// A row holds the values of a row while it is looked at.
type row []driver.Value

// Scan copies the values to what dest points to, or fails when one is of another
// kind.
func (r row) Scan(dest ...any) error {
	if len(dest) != len(r) {
		return fmt.Errorf("%d columns, want %d", len(r), len(dest))
	}
	for i, value := range r {
		var n int64
		var ok bool
		switch d := dest[i].(type) {
		case *int64:
			*d, ok = value.(int64)
		case *int:
			n, ok = value.(int64)
			*d = int(n)
		case *bool:
			n, ok = value.(int64)
			*d = n != 0
		case *string:
			*d, ok = value.(string)
		case *sql.NullInt64:
			d.Int64, d.Valid = value.(int64)
			ok = d.Valid || value == nil
		case *sql.NullString:
			d.String, d.Valid = value.(string)
			ok = d.Valid || value == nil
		}
		if !ok {
			return fmt.Errorf("column %d is a %T, want a %T", i+1, value, dest[i])
		}
	}
	return nil
}
