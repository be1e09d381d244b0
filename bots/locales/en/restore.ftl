## /restore: faces drawn anew.

problem-restorer_missing = Faces cannot be restored here: the package { $package } is not installed. Whoever runs this studio gets it with: pip install --no-deps { $package }. Nothing was charged.
