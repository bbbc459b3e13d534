-- :Customary: what it offers, and what it says where something cannot be done.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

local function completed(line)
  return vim.fn.getcompletion(line, 'cmdline')
end

writer.story(function()
  -- Starting costs one small file: nothing else is read until the command is used.
  writer.same(
    {},
    vim.tbl_filter(function(name)
      return vim.startswith(name, 'customary')
    end, vim.tbl_keys(package.loaded)),
    'what is loaded at the start'
  )

  writer.same(
    { 'disable', 'enable', 'fix', 'fix-workspace', 'log', 'policy', 'prefer', 'rescan', 'restart', 'stats' },
    completed('Customary '),
    'all there is'
  )
  writer.same({ 'rescan', 'restart' }, completed('Customary re'), 'what begins so')
  writer.same({ 'client', 'customer', 'consistent' }, completed('Customary prefer c'), 'what can be preferred')
  writer.same({}, completed('Customary policy '), 'nothing follows')
  writer.same({ 'prefer' }, completed('silent Customary pre'), 'after another command')

  local function warned(fits, line)
    local _, level = writer.told(fits, function()
      vim.cmd(line)
    end)
    writer.same(vim.log.levels.WARN, level, 'it is a warning: ' .. line)
  end
  warned('there is no :Customary polish. There are', 'Customary polish')
  warned('takes nothing more', 'Customary policy now')
  warned('which word? :Customary prefer client|customer', 'Customary prefer')
  warned(':checkhealth customary says why', 'Customary policy')
  warned(':checkhealth customary says why', 'Customary fix')
  local listed = vim.api.nvim_exec2('Customary', { output = true }).output
  assert(listed:find(':Customary fix-workspace', 1, true) and listed:find(':Customary restart', 1, true), listed)

  -- A server without the commands, as an older one.
  writer.put('customary.toml', 'prefer = "client"\n')
  writer.put('letter.md', 'Our customers called.\n')
  local letter = writer.open('letter.md')
  writer.sees(letter, { { '1:5', 'customers', 'clients' } })
  local provider = writer.client(letter).server_capabilities.executeCommandProvider
  local offered = provider.commands
  provider.commands = {}
  for _, line in ipairs({ 'fix-workspace', 'policy', 'rescan', 'stats', 'prefer client' }) do
    warned('has no command customary.', 'Customary ' .. line)
  end
  provider.commands = offered

  -- What the server refuses is said as it says it.
  warned('prefer: ', 'Customary prefer neither')

  -- The file as a whole, in one step.
  vim.cmd('Customary fix')
  writer.sees(letter, {})
  writer.same('Our clients called.', writer.text(letter), 'the letter')
  writer.press('u')
  writer.same('Our customers called.', writer.text(letter), 'one step back')
end)
