package contract

import "profilestatus.example/internal/ascii"

// readFlat reads an object whose members are all texts, without escapes and in
// ASCII, as the bodies of most small requests are. It takes a third of what a
// decoder takes that can stop anywhere. It is not ok for anything else, which may
// be right or wrong.
func readFlat(data []byte, likely words) (_ *flat, ok bool) {
	i := afterSpace(data, 0)
	if i == len(data) || data[i] != '{' {
		return nil, false
	}
	object := new(flat)
	for {
		begin := afterSpace(data, i+1) + 1
		end, ok := endOfText(data, begin)
		if !ok {
			return nil, false
		}
		name, ok := likely[string(data[begin:end])].(string)
		if !ok {
			name = string(data[begin:end])
		}
		if _, twice := object.Member(name); twice || object.count == maxFlat {
			return nil, false
		}
		if i = afterSpace(data, end+1); i == len(data) || data[i] != ':' {
			return nil, false
		}
		begin = afterSpace(data, i+1) + 1
		if end, ok = endOfText(data, begin); !ok {
			return nil, false
		}
		member := &object.members[object.count]
		object.count++
		if member.name, member.text = name, likely[string(data[begin:end])]; member.text == nil {
			member.text = string(data[begin:end])
		}
		i = afterSpace(data, end+1)
		switch {
		case i == len(data):
			return nil, false
		case data[i] == '}':
			return object, afterSpace(data, i+1) == len(data)
		case data[i] != ',':
			return nil, false
		}
	}
}

// afterSpace returns where white space that begins at i ends.
func afterSpace(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\t' || data[i] == '\n' || data[i] == '\r') {
		i++
	}
	return i
}

// endOfText returns where the text that begins at begin, behind its quotation
// mark, ends. It is not ok if there is none or it is not plain.
func endOfText(data []byte, begin int) (end int, ok bool) {
	if begin > len(data) || data[begin-1] != '"' {
		return 0, false
	}
	end = begin + ascii.Plain(data[begin:])
	return end, end < len(data) && data[end] == '"'
}
