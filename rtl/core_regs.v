// core_regs: the configuration registers of a neurocore, written one word at a time. No read-back.
// Written only while the core is idle; a write takes effect in the next cycle.
`default_nettype none

module core_regs #(
  parameter NEURON_WIDTH  = 7,
  parameter PHASE_WIDTH   = 4,
  parameter MEMBRANE_BITS = 20
) (
  input  wire                            clk_i,
  input  wire                            rst_i,

  input  wire                            we_i,
  input  wire        [3:0]               addr_i,
  // The narrow registers leave upper bits of the word unread.
  // verilator lint_off UNUSED
  input  wire        [31:0]              data_i,
  // verilator lint_on UNUSED

  output reg         [NEURON_WIDTH-1:0]  last_neuron_o,      // 0: neurons - 1
  output reg         [PHASE_WIDTH-1:0]   last_phase_o,       // 1: phases - 1
  output reg  signed [MEMBRANE_BITS-1:0] threshold_o,        // 2
  output reg         [3:0]               leak_shift_o,       // 3
  output reg         [2:0]               gain_shift_o,       // 4
  output reg                             reset_subtract_o,   // 5
  output reg         [3:0]               refractory_steps_o, // 6
  output reg         [15:0]              pulse_cycles_o,     // 7
  output reg         [15:0]              gap_cycles_o        // 8
);

  always @(posedge clk_i) begin
    if (rst_i) begin
      last_neuron_o      <= {NEURON_WIDTH{1'b0}};
      last_phase_o       <= {PHASE_WIDTH{1'b0}};
      threshold_o        <= {1'b0, {MEMBRANE_BITS-1{1'b1}}};
      leak_shift_o       <= 4'd0;
      gain_shift_o       <= 3'd0;
      reset_subtract_o   <= 1'b0;
      refractory_steps_o <= 4'd0;
      pulse_cycles_o     <= 16'd1;
      gap_cycles_o       <= 16'd1;
    end else if (we_i) begin
      case (addr_i)
        4'd0: last_neuron_o      <= data_i[NEURON_WIDTH-1:0];
        4'd1: last_phase_o       <= data_i[PHASE_WIDTH-1:0];
        4'd2: threshold_o        <= data_i[MEMBRANE_BITS-1:0];
        4'd3: leak_shift_o       <= data_i[3:0];
        4'd4: gain_shift_o       <= data_i[2:0];
        4'd5: reset_subtract_o   <= data_i[0];
        4'd6: refractory_steps_o <= data_i[3:0];
        4'd7: pulse_cycles_o     <= data_i[15:0];
        4'd8: gap_cycles_o       <= data_i[15:0];
        default: ;
      endcase
    end
  end

endmodule

`default_nettype wire
