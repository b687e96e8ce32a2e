"""What does a row of a table mean? Its region, source and policy fields, and the initiative that it makes or changes."""
