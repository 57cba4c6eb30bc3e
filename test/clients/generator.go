package main

import (
	"context"
	"os"
	"path/filepath"
)

// openAPIGenerator is the generator that several clients share. It is a program
// for Java, and the command that starts it has to be made.
const openAPIGenerator = "openapi-generator"

// toolFolder is where it is kept, beside the clients.
const toolFolder = ".tools"

// installGenerator puts the command openapi-generator-cli into the folder of
// tools, unless it is there.
func (w *workshop) installGenerator(ctx context.Context, version string) error {
	jar := "openapi-generator-cli-" + version + ".jar"
	tool := &client{name: toolFolder, Prepare: []string{
		// It gets its name when all of it is there.
		"test -e " + jar + " || { rm -rf new; mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy" +
			" -Dartifact=org.openapitools:openapi-generator-cli:" + version + " -DoutputDirectory=new; mv new/" + jar + " .; }",
	}}
	folder := w.folder(tool)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	if _, err := w.dir(tool, os.Environ()).Prepare(ctx, tool.Prepare); err != nil {
		return err
	}
	script := "#!/bin/sh\nexec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar \"$(dirname \"$0\")/" + jar + "\" \"$@\"\n"
	return os.WriteFile(filepath.Join(folder, "openapi-generator-cli"), []byte(script), 0o755)
}
