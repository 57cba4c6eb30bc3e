package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
)

// npm writes the packages for npm: one with the program for each platform, of which
// npm installs the one that fits, and one that depends on them all and runs it.
func (r *release) npm(builds []build) error {
	script, err := os.ReadFile(filepath.Join(r.root, "deploy/npm/profilestatus.js"))
	if err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(r.root, "deploy/npm/package.json"))
	if err != nil {
		return err
	}
	var manifest map[string]any
	if err := json.Unmarshal(text, &manifest); err != nil {
		return err
	}
	optional := make(map[string]string)
	var errs []error
	for _, b := range builds {
		name := b.npmOS + "-" + b.npmCPU
		optional["@profilestatus/"+name] = r.version.npm
		var files tree
		files.add("bin/"+b.platform.program(), 0o755, b.program)
		files.add(thirdPartyFile, 0o644, b.thirdParty)
		errs = append(errs, r.npmPackage(name, b, files, map[string]any{
			"name": "@profilestatus/" + name, "description": "profilestatus for " + b.String(),
			"license": manifest["license"], "os": []string{b.npmOS}, "cpu": []string{b.npmCPU},
			"preferUnplugged": true, // Yarn must not leave the program in an archive
		}))
	}
	manifest["optionalDependencies"] = optional
	var files tree
	files.add("bin/profilestatus.js", 0o755, script)
	return errors.Join(append(errs, r.npmPackage("", builds[0], files, manifest))...)
}

// npmPackage writes one package. Suffix tells it from the main one.
func (r *release) npmPackage(suffix string, b build, files tree, manifest map[string]any) error {
	manifest["version"] = r.version.npm
	text, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return err
	}
	readme, err := r.packageReadme()
	if err != nil {
		return err
	}
	files.add("package.json", 0o644, append(text, '\n'))
	files.add("LICENSE", 0o644, b.license)
	files.add("README.md", 0o644, readme)
	name := "profilestatus-"
	if suffix != "" {
		name += suffix + "-"
	}
	return create(filepath.Join(r.out, name+r.version.npm+".tgz"), files.under("package").tarGz, r.at)
}

// packageReadme is the text that is shown for a package of npm or PyPI.
func (r *release) packageReadme() ([]byte, error) {
	return os.ReadFile(filepath.Join(r.root, "deploy/package-readme.md"))
}
