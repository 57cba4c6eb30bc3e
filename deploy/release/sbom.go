package main

import (
	"bytes"
	"slices"
	"time"

	"github.com/CycloneDX/cyclonedx-go"
	"github.com/CycloneDX/cyclonedx-gomod/pkg/generate/bin"
	"github.com/rs/zerolog"
)

// sbom returns the bill of materials of a program in CycloneDX, as JSON: the modules
// that are in it, by what Go has written into the file, with their licenses.
func (r *release) sbom(program string, modules []module) ([]byte, error) {
	generator, err := bin.NewGenerator(program, bin.WithIncludeStdlib(true), bin.WithVersionOverride(r.version.name), bin.WithLogger(zerolog.Nop()))
	if err != nil {
		return nil, err
	}
	bom, err := generator.Generate()
	if err != nil {
		return nil, err
	}
	bom.Metadata.Timestamp = r.at.Format(time.RFC3339)
	bom.Metadata.Component.Licenses = licenses("MIT")
	for n := range *bom.Components {
		component := &(*bom.Components)[n]
		i := slices.IndexFunc(modules, func(m module) bool { return m.path == component.Name })
		if i >= 0 {
			component.Licenses = licenses(modules[i].spdx()...)
		}
	}
	var text bytes.Buffer
	err = cyclonedx.NewBOMEncoder(&text, cyclonedx.BOMFileFormatJSON).SetPretty(true).EncodeVersion(bom, cyclonedx.SpecVersion1_6)
	return text.Bytes(), err
}

func licenses(ids ...string) *cyclonedx.Licenses {
	list := make(cyclonedx.Licenses, len(ids))
	for n, id := range ids {
		list[n].License = &cyclonedx.License{ID: id}
	}
	return &list
}
