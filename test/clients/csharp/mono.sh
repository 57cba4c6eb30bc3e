# Builds the scenario with Mono, for machines without .NET: from the same document,
# generated for .NET Framework 4.8, the newest that Mono has.
set -eu
openapi-generator-cli generate -i "$DOCUMENT" -g csharp --library httpclient --additional-properties packageName=ProfileStatus,useDateTimeOffset=true,caseInsensitiveResponseHeaders=true,targetFramework=net48,nullableReferenceTypes=false -o mono >generator.log
# Mono's compiler knows C# 7, and Debian has Newtonsoft.Json 6, which has no naming
# strategy. All names in the models are given, so that it changes none of them.
sed -i -z 's/NamingStrategy = new CamelCaseNamingStrategy[^}]*}//g' mono/src/ProfileStatus/Client/ApiClient.cs mono/src/ProfileStatus/Model/AbstractOpenAPISchema.cs
sed 's/using var /var /' Scenario.cs >mono/Scenario.cs
json=/usr/lib/cli/Newtonsoft.Json-5.0/Newtonsoft.Json.dll
mkdir -p bin
cp "$json" bin/
mcs -langversion:latest -nowarn:0219,0618,1591 -warnaserror -out:bin/scenario.exe mono/Scenario.cs Polly.cs $(find mono/src/ProfileStatus -name '*.cs') \
  -r:"$json" -r:System.Net.Http -r:System.ComponentModel.DataAnnotations -r:System.Runtime.Serialization -r:System.Web
