"""The business: one folder for each module, of which only its front may be imported from outside."""
