package generate

// Simpler returns values that are one step simpler than a value, the largest steps
// first. To shrink a value that shows a fault, take the first one that still shows it,
// and repeat. It returns none if the value cannot be simplified.
func Simpler(value any) []any {
	var all []any
	switch v := value.(type) {
	case map[string]any:
		for _, name := range sorted(v) {
			all = append(all, Without(v, Path{name}))
		}
		for _, name := range sorted(v) {
			for _, below := range Simpler(v[name]) {
				all = append(all, Put(v, Path{name}, below))
			}
		}
	case []any:
		if len(v) > 1 {
			all = append(all, v[:len(v)/2], v[len(v)/2:])
		}
		if len(v) > 0 {
			all = append(all, v[1:])
		}
		for i := range min(len(v), 3) {
			for _, below := range Simpler(v[i]) {
				all = append(all, Put(v, Path{i}, below))
			}
		}
	case string:
		text := []rune(v)
		if len(text) > 1 {
			all = append(all, string(text[:len(text)/2]), string(text[len(text)/2:]), string(text[1:]), string(text[:len(text)-1]))
		}
	}
	return all
}
