-- A policy carries examples of what it means: one that does not hold shows in the policy, as it is typed.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

writer.story(function()
  writer.put('customary.toml', 'prefer = "customer"\n\n[[example]]\nreport = ["Our customers called."]\n')
  local policy = writer.open('customary.toml')
  local function messages()
    return vim.tbl_map(function(d)
      return ('%d:%d %s'):format(d.lnum + 1, d.col + 1, d.message)
    end, vim.diagnostic.get(policy))
  end
  writer.wait(function()
    return 'the failing example: ' .. vim.inspect(messages())
  end, function()
    local told = messages()
    return #told == 1
      and vim.startswith(told[1], '4:11 ')
      and told[1]:find('“customers” is the word', 1, true) ~= nil
  end)
  vim.api.nvim_buf_set_lines(policy, 0, 1, true, { 'prefer = "client"' })
  writer.wait('it holds', function()
    return #messages() == 0
  end)
end)
