package codec

import (
	"encoding/json"
	"math"
	"math/big"
	"strconv"
)

func bindInteger[T int | int32 | int64](target *T, value any) bool {
	n, _ := value.(json.Number) // "" is no number
	i, whole := wholeNumber(n)
	*target = T(i)
	return whole && int64(*target) == i
}

// wholeNumber reads an integer, which may be written as 1.0 or 1e2 as well.
func wholeNumber(n json.Number) (int64, bool) {
	if i, err := strconv.ParseInt(string(n), 10, 64); err == nil {
		return i, true
	}
	f, _, err := big.ParseFloat(string(n), 10, 128, big.ToZero)
	if err != nil {
		return 0, false
	}
	i, accuracy := f.Int64()
	return i, accuracy == big.Exact
}

func bindFloat[T float32 | float64](target *T, value any, bits int) bool {
	n, _ := value.(json.Number) // "" is no number
	f, err := strconv.ParseFloat(string(n), bits)
	*target = T(f)
	return err == nil
}

// AppendFloat appends null for what JSON has no number for.
func AppendFloat(b []byte, f float64, bits int) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(b, "null"...)
	}
	return strconv.AppendFloat(b, f, 'g', -1, bits)
}
