-- The command :Customary. Nothing else is loaded until it is used; see lua/customary/commands.lua.
if vim.g.loaded_customary then
  return
end
vim.g.loaded_customary = true

vim.api.nvim_create_user_command('Customary', function(call)
  require('customary.commands').run(call.fargs)
end, {
  nargs = '*',
  bar = true,
  desc = 'Customary: the policy in force, the workspace, the server',
  complete = function(lead, line)
    return require('customary.commands').complete(lead, line)
  end,
})
