{{- define "profilestatus.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "profilestatus.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "profilestatus.labels" -}}
{{ include "profilestatus.selector" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- /* Refuses values that the program or Kubernetes would refuse later, or that lose statuses. */ -}}
{{- define "profilestatus.check" -}}
{{- if not (or .Values.issuer .Values.publicWithoutAuthentication) -}}
{{- fail "say who may call: set issuer, or publicWithoutAuthentication to accept any token" -}}
{{- end -}}
{{- if and .Values.issuer (ne .Values.issuer "built-in") (not .Values.audience) -}}
{{- fail "audience: tokens of a provider need one, or tokens for other services would be accepted" -}}
{{- end -}}
{{- if and (not .Values.database.url) (gt (int .Values.replicas) 1) -}}
{{- fail "replicas: several need a database that they share; set database.url, or replicas to 1" -}}
{{- end -}}
{{- if and .Values.database.url (eq .Values.issuer "built-in") -}}
{{- fail "issuer: the keys of the built-in one are in the volume, which pods with a database do not have; use a provider, or no database" -}}
{{- end -}}
{{- if and (or .Values.metrics.annotations .Values.metrics.serviceMonitor) (not .Values.admin.enabled) -}}
{{- fail "metrics: they are on the second listener; set admin.enabled" -}}
{{- end -}}
{{- end -}}

{{- /* A probe at a path. With a second listener it is asked there, where no client can be in the way. */ -}}
{{- define "profilestatus.probe" -}}
{{- $values := (index . 0).Values -}}
httpGet:
  path: {{ index . 1 }}
  {{- if $values.admin.enabled }}
  port: admin
  {{- else }}
  port: api
  {{- if $values.tlsSecret }}
  scheme: HTTPS
  {{- end }}
  {{- end }}
{{- end -}}
