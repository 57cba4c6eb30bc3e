package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// wheels writes a wheel for each platform. The program is one of its scripts, which
// installers put beside python.
func (r *release) wheels(builds []build) error {
	metadata, err := os.ReadFile(filepath.Join(r.root, "deploy/pypi/METADATA"))
	if err != nil {
		return err
	}
	readme, err := r.packageReadme()
	if err != nil {
		return err
	}
	metadata = append(fmt.Appendf(nil, string(metadata), r.version.pypi), readme...)
	for _, b := range builds {
		base := "profilestatus-" + r.version.pypi
		info := base + ".dist-info/"
		var files tree
		files.add(base+".data/scripts/"+b.platform.program(), 0o755, b.program)
		files.add(info+"METADATA", 0o644, metadata)
		files.add(info+"WHEEL", 0o644, wheelFile(b.wheel))
		files.add(info+"licenses/LICENSE", 0o644, b.license)
		files.add(info+"licenses/"+thirdPartyFile, 0o644, b.thirdParty)
		files.add(info+"RECORD", 0o644, record(files, info+"RECORD"))
		if err := create(filepath.Join(r.out, base+"-py3-none-"+b.wheel+".whl"), files.zip, r.at); err != nil {
			return err
		}
	}
	return nil
}

// wheelFile says what kind of wheel it is. Tag lists platforms, separated by dots,
// each of which gets a line.
func wheelFile(tag string) []byte {
	var b bytes.Buffer
	b.WriteString("Wheel-Version: 1.0\nGenerator: profilestatus release\nRoot-Is-Purelib: false\n")
	for name := range strings.SplitSeq(tag, ".") {
		fmt.Fprintf(&b, "Tag: py3-none-%s\n", name)
	}
	return b.Bytes()
}

// record lists the files of a wheel with their checksums, and itself without one.
func record(files tree, own string) []byte {
	var b bytes.Buffer
	for _, f := range files.sorted() {
		sum := sha256.Sum256(f.data)
		fmt.Fprintf(&b, "%s,sha256=%s,%d\n", f.name, base64.RawURLEncoding.EncodeToString(sum[:]), len(f.data))
	}
	fmt.Fprintf(&b, "%s,,\n", own)
	return b.Bytes()
}
