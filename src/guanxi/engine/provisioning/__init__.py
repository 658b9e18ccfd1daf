"""Users and teams as other systems keep them in step: SCIM 2.0, RFC 7643 and RFC 7644."""
