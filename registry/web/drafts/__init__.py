"""The pages on which a second person reads what another prepared, and has it entered or hands it back."""
