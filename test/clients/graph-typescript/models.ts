// The types below are like those of @microsoft/microsoft-graph-types-beta,
// which had them until Microsoft took the operation away: dates are strings.

export type EducationSynchronizationStatus =
  | "paused"
  | "inProgress"
  | "success"
  | "error"
  | "validationError"
  | "quarantined"
  | "unknownFutureValue";

export interface EducationSynchronizationProfileStatus {
  "@odata.type"?: "#microsoft.graph.educationSynchronizationProfileStatus";
  id?: string;
  status: EducationSynchronizationStatus;
  lastSynchronizationDateTime: string;
}

export interface EducationSynchronizationProfileStatusCollection {
  value: EducationSynchronizationProfileStatus[];
  "@odata.nextLink"?: string;
}

/** What a GraphError holds as JSON in its body. */
export interface MainError {
  code: string;
  message: string;
  details?: { code: string; target: string; message: string }[];
  innerError: { date: string; "request-id": string; "client-request-id": string };
}
