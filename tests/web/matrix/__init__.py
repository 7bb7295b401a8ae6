"""What walks every route as everyone: the scene, a database put back, forms, the walk."""
