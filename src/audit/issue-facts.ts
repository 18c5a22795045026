import type { Audit, AuditUse } from "./audit.js";
import type { Uses } from "./audit-groups.js";
import type { IssueData } from "./issue-data.js";
import type { KeptItem } from "./issue-kept.js";

/** What the issue tells of a use. */
export type IssueUse = Pick<
  AuditUse,
  "ruleId" | "level" | "path" | "line" | "symbol" | "fingerprint" | "owners" | "introduced" | "next"
>;

/** What of an audit the issue tells. */
export type IssueAudit = Pick<Audit, "ref" | "fixed" | "points" | "notScanned" | "today"> & Uses<IssueUse>;

/** What came and went since the day of the last change. */
export interface IssueChange {
  readonly since: string;
  readonly came: number;
  readonly gone: number;
}

/** What the issue tells. */
export interface IssueFacts {
  readonly audit: IssueAudit;
  /** The address of the repository. */
  readonly url: string;
  readonly points: IssueData["points"];
  /** Null where there was no issue, or none that can be compared with. */
  readonly change: IssueChange | null;
  /** How many went in all, as far as is known. */
  readonly wentInAll: number;
}

/** A use on the list, with what people did to its line. */
export interface Listed {
  readonly use: IssueUse;
  readonly key: string;
  readonly kept: KeptItem | null;
  readonly isNew: boolean;
}
