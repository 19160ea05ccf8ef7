"""What coordinators note beside an application: comments, tags, tasks."""
