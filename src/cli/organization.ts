import type { OrganizationAudit } from "../audit/organization.js";
import { renderOrganizationHtml } from "../audit/organization-html.js";
import { renderOrganizationJson } from "../audit/organization-json.js";
import { renderOrganizationMarkdown } from "../audit/organization-markdown.js";
import { renderOrganizationText } from "../audit/organization-text.js";
import { auditOrganization } from "./audit-organization.js";
import type { Io } from "./io.js";
import type { OrganizationOptions } from "./organization-options.js";
import { styleFor, writeReport } from "./print-report.js";

/**
 * `no-pickle audit --org`: how it stands with all repositories of an organization, or of a user. Exit code 0 whatever there is,
 * 1 if a repository could not be looked at.
 */
export async function organizationCommand(io: Io, options: OrganizationOptions): Promise<number> {
  const audit = await auditOrganization(io, options);
  if (options.html !== undefined) writeReport(io, options.html, renderOrganizationHtml(audit));
  io.out(render(io, audit, options));
  return audit.repositories.some(({ failure }) => failure !== null) ? 1 : 0;
}

function render(io: Io, audit: OrganizationAudit, { format, color }: OrganizationOptions): string {
  switch (format) {
    case "json":
      return renderOrganizationJson(audit);
    case "markdown":
      return renderOrganizationMarkdown(audit);
    case "text":
      return renderOrganizationText(audit, styleFor(io, color), io.columns ?? 80);
  }
}
