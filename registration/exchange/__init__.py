"""What is brought along and taken away: form documents, spreadsheets of questions, answers."""
